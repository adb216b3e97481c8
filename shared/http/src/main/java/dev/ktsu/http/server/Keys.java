package dev.ktsu.http.server;

import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Problems;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Checks of keys in headers, in constant time. An empty key switches a check off. */
public final class Keys {
  /** Carries the shared secret of the tiers. */
  public static final String INTERNAL_HEADER = "X-Ktsu-Internal";

  private static final String API_HEADER = "X-API-Key";
  private static final String BEARER = "Bearer ";

  /** Asks for nothing. */
  static final Handler<RoutingContext> NONE = RoutingContext::next;

  private Keys() {}

  /** Asks for the API key as {@code X-API-Key} or bearer token. */
  public static Handler<RoutingContext> api(String key) {
    return check(key, request -> isApi(key, request), API_HEADER + " or as a bearer token");
  }

  /** Whether the request brings the API key; any request does where the key is empty. */
  public static boolean isApi(String key, HttpServerRequest request) {
    return key.isEmpty()
        || matches(key, request.getHeader(API_HEADER))
        || matches(key, bearer(request));
  }

  /** What a caller without the API key is told. */
  public static Problem apiMissing() {
    return Problems.unauthorized(API_HEADER + " or as a bearer token");
  }

  /** Asks for the shared secret of the tiers. */
  public static Handler<RoutingContext> internal(String token) {
    return check(
        token, request -> matches(token, request.getHeader(INTERNAL_HEADER)), INTERNAL_HEADER);
  }

  /** Whether two secrets are equal, in time that does not depend on where they differ. */
  public static boolean matches(String secret, @Nullable String given) {
    return given != null
        && MessageDigest.isEqual(
            secret.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static Handler<RoutingContext> check(
      String key, Predicate<HttpServerRequest> holds, String where) {
    if (key.isEmpty()) {
      return NONE;
    }
    return ctx -> {
      if (holds.test(ctx.request())) {
        ctx.next();
      } else {
        Routes.send(ctx, Problems.unauthorized(where));
      }
    };
  }

  /** The API key that a request brings; empty for none. */
  public static String given(HttpServerRequest request) {
    String key = request.getHeader(API_HEADER);
    String bearer = key == null ? bearer(request) : key;
    return bearer == null ? "" : bearer;
  }

  private static @Nullable String bearer(HttpServerRequest request) {
    String header = request.getHeader("Authorization");
    return header != null && header.startsWith(BEARER) ? header.substring(BEARER.length()) : null;
  }
}
