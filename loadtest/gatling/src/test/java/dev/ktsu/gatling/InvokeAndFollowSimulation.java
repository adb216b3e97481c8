package dev.ktsu.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.exitHereIfFailed;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.Objects;

/**
 * Callers come at a fixed rate; each invokes a workflow, asks for its run until that is complete,
 * and fails when it is not within 10 s.
 *
 * <p>Properties: {@code ktsu.url}; {@code ktsu.workflow} ({@code agent}); {@code ktsu.params}
 * ({@code {"name":"World"}}); {@code ktsu.rate} callers a second (100); {@code ktsu.seconds} at
 * that rate (10, at most 60).
 */
public final class InvokeAndFollowSimulation extends Simulation {
  private static final String URL =
      Objects.requireNonNull(System.getProperty("ktsu.url"), "give -Dktsu.url=http://…");
  private static final String WORKFLOW = System.getProperty("ktsu.workflow", "agent");
  private static final String PARAMS = System.getProperty("ktsu.params", "{\"name\":\"World\"}");
  private static final int RATE = Integer.getInteger("ktsu.rate", 100);
  private static final int SECONDS = Math.min(60, Integer.getInteger("ktsu.seconds", 10));
  private static final int P95_MILLIS = Integer.getInteger("ktsu.p95", 1_000);

  private static final int POLLS_MAX = 200;
  private static final Duration BETWEEN_POLLS = Duration.ofMillis(50);
  private static final String STATUS = "status";
  private static final String COMPLETE = "complete";
  private static final String READ = "read the run";

  private static final ChainBuilder INVOKE =
      exec(
          http("invoke")
              .post("/invoke/" + WORKFLOW)
              .body(StringBody(PARAMS))
              .check(status().is(202), jsonPath("$.run_id").saveAs("run")));

  private static final ChainBuilder FOLLOW =
      asLongAs(InvokeAndFollowSimulation::isUnderWay, "polls")
          .on(
              exec(http(READ)
                      .get("/runs/#{run}")
                      .check(status().is(200), jsonPath("$.status").saveAs(STATUS)))
                  .doIf(InvokeAndFollowSimulation::isUnderWay)
                  .then(pause(BETWEEN_POLLS)));

  /** One more read, whose check counts as a failure when the run is not complete. */
  private static final ChainBuilder EXPECT_COMPLETE =
      exec(http("run is complete").get("/runs/#{run}").check(jsonPath("$.status").is(COMPLETE)));

  /** Describes the load; Gatling runs it. */
  public InvokeAndFollowSimulation() {
    setUp(
            scenario("invoke and follow")
                .exec(INVOKE, exitHereIfFailed(), FOLLOW, EXPECT_COMPLETE)
                .injectOpen(
                    rampUsersPerSec(1).to(RATE).during(5),
                    constantUsersPerSec(RATE).during(SECONDS)))
        .protocols(http.baseUrl(URL).shareConnections().disableWarmUp())
        .maxDuration(Duration.ofSeconds(SECONDS + 30L))
        .assertions(
            global().failedRequests().count().is(0L),
            details("run is complete").successfulRequests().count().gt((long) RATE),
            details("invoke").responseTime().percentile(95.0).lt(P95_MILLIS));
  }

  private static boolean isUnderWay(Session session) {
    String status = session.contains(STATUS) ? session.getString(STATUS) : "";
    boolean ended = COMPLETE.equals(status) || "failed".equals(status);
    return !ended && session.getInt("polls") < POLLS_MAX;
  }
}
