package dev.ktsu.settings;

import static dev.ktsu.settings.Part.CLIENT;
import static dev.ktsu.settings.Part.GATEWAY;
import static dev.ktsu.settings.Part.ORCHESTRATOR;
import static dev.ktsu.settings.Part.RUNTIME;
import static dev.ktsu.settings.Part.TIERS;
import static dev.ktsu.settings.Part.TOOLSERVER;

import java.util.ArrayList;
import java.util.List;

/** Every setting, in the order of the documentation. */
public final class Registry {
  private static final List<Setting<?>> ALL = new ArrayList<>();

  // --- Every tier ---

  public static final Setting<String> INTERNAL_TOKEN =
      text(
          TIERS,
          "KTSU_INTERNAL_TOKEN",
          "",
          "",
          "text",
          "Shared secret of the tiers, sent as X-Ktsu-Internal. When set, callbacks, heartbeats,"
              + " runtime and gateway refuse requests without it.");
  public static final Setting<String> EGRESS_PROXY =
      add(
          TIERS,
          "KTSU_EGRESS_PROXY",
          "",
          "",
          "",
          "url",
          "Proxy of all webhook calls, and of those to tool servers on other machines: http:// or"
              + " socks5://, with user:password@ where it asks for them.",
          Values::proxy);
  public static final Setting<Boolean> INSECURE =
      add(
          TIERS,
          "KTSU_INSECURE",
          "--insecure",
          "--insecure",
          "0",
          "switch",
          "Lets runtime and gateway listen beyond loopback without an internal token.",
          Values::onOff);
  public static final Setting<String> LOG_FORMAT =
      add(
          TIERS,
          "KTSU_LOG_FORMAT",
          "--log-format",
          "--log-format",
          "text",
          "word",
          "Log lines as text or json.",
          t -> Values.oneOf(t, List.of("text", "json")));
  public static final Setting<String> LOG_LEVEL =
      add(
          TIERS,
          "KTSU_LOG_LEVEL",
          "--log-level",
          "--log-level",
          "info",
          "word",
          "Least level that is logged: error, warn, info or debug.",
          t -> Values.oneOf(t, List.of("error", "warn", "info", "debug")));
  public static final Setting<Integer> BODY_BYTES_MAX =
      add(
          TIERS,
          "KTSU_BODY_BYTES_MAX",
          "",
          "",
          "10485760",
          "bytes",
          "Largest request body that is read.",
          Values::count);
  public static final Setting<Integer> STOP_GRACE_MS =
      add(
          TIERS,
          "KTSU_STOP_GRACE_MS",
          "",
          "",
          "10000",
          "ms",
          "How long a stopping tier lets running work end.",
          Values::countOrZero);

  public static final Setting<String> ENVIRONMENT =
      text(
          TIERS,
          "KTSU_ENV",
          "--env",
          "",
          "name",
          "Environment file of the project: prod is environments/prod.env.yaml. Its values count"
              + " where the process has none.");

  // --- Orchestrator ---

  public static final Setting<String> ORCHESTRATOR_HOST =
      add(
          ORCHESTRATOR,
          "KTSU_ORCHESTRATOR_HOST",
          "--host",
          "--orchestrator-host",
          "127.0.0.1",
          "host",
          "Address to listen on; 0.0.0.0 opens it to the network.",
          Values::text);
  public static final Setting<Integer> ORCHESTRATOR_PORT =
      add(
          ORCHESTRATOR,
          "KTSU_ORCHESTRATOR_PORT",
          "--port",
          "--orchestrator-port",
          "5050",
          "port",
          "Port to listen on; 0 is any free port.",
          Values::port);
  public static final Setting<String> PROJECT_DIR =
      add(
          ORCHESTRATOR,
          "KTSU_PROJECT_DIR",
          "--project-dir",
          "--project-dir",
          ".",
          "path",
          "Root of the project files.",
          Values::text);
  public static final Setting<String> WORKFLOW_DIR =
      add(
          ORCHESTRATOR,
          "KTSU_WORKFLOW_DIR",
          "--workflow-dir",
          "--workflow-dir",
          "workflows",
          "path",
          "Folder of the workflow files, inside the project.",
          Values::text);
  public static final Setting<List<String>> WORKSPACES =
      add(
          ORCHESTRATOR,
          "KTSU_WORKSPACES",
          "--workspace",
          "--workspace",
          "",
          "path,…",
          "Roots of more projects, whose workflows can be invoked where the project has none of"
              + " their name.",
          Values::paths);
  public static final Setting<String> API_KEY =
      text(
          ORCHESTRATOR,
          "KTSU_API_KEY",
          "",
          "",
          "text",
          "When set, the API asks for it as X-API-Key or bearer token; probes and metrics stay"
              + " open.");
  public static final Setting<String> SECRET_KEY =
      text(
          ORCHESTRATOR,
          "KTSU_SECRET_KEY",
          "",
          "",
          "text",
          "Seals secret parameters of callers: 32 bytes in base64 or hex, the same on all"
              + " orchestrators of a store. Without it SQLite has a key file beside it, and"
              + " Postgres takes no secret parameters.");
  public static final Setting<Boolean> SHORT_SECRETS =
      add(
          ORCHESTRATOR,
          "KTSU_SHORT_SECRETS",
          "",
          "",
          "0",
          "switch",
          "Accepts secrets of fewer than 8 characters, which are not masked by value.",
          Values::onOff);
  public static final Setting<String> RUNTIME_URL =
      add(
          ORCHESTRATOR,
          "KTSU_RUNTIME_URL",
          "--runtime-url",
          "",
          "",
          "url",
          "A runtime that does not register by heartbeat, or stands in for one.",
          Values::url);
  public static final Setting<String> GATEWAY_URL =
      add(
          ORCHESTRATOR,
          "KTSU_GATEWAY_URL",
          "--gateway-url",
          "",
          "",
          "url",
          "The gateway, asked only by /health.",
          Values::url);
  public static final Setting<String> OWN_URL =
      add(
          ORCHESTRATOR,
          "KTSU_OWN_URL",
          "--own-url",
          "--own-url",
          "",
          "url",
          "Where runtimes reach this orchestrator; default http://<host>:<port>.",
          Values::url);
  public static final Setting<String> STORE_TYPE =
      add(
          ORCHESTRATOR,
          "KTSU_STORE_TYPE",
          "--store-type",
          "--store-type",
          "sqlite",
          "word",
          "Where runs are kept: sqlite (a file), postgres, or memory (lost at exit).",
          t -> Values.oneOf(t, List.of("sqlite", "postgres", "memory")));
  public static final Setting<String> DB_PATH =
      add(
          ORCHESTRATOR,
          "KTSU_DB_PATH",
          "--db-path",
          "--db-path",
          "ktsu.db",
          "path",
          "The SQLite file.",
          Values::text);
  public static final Setting<String> DB_URL =
      text(
          ORCHESTRATOR,
          "KTSU_DB_URL",
          "",
          "",
          "url",
          "The Postgres database:"
              + " postgres://user:password@host:5432/database?sslmode=verify-full.");
  public static final Setting<String> DB_SCHEMA =
      add(
          ORCHESTRATOR,
          "KTSU_DB_SCHEMA",
          "--db-schema",
          "--db-schema",
          "",
          "name",
          "Schema of the tables in Postgres, made when missing; default: the role's search path.",
          Values::text);
  public static final Setting<String> INSTANCE_ID =
      text(
          ORCHESTRATOR,
          "KTSU_INSTANCE_ID",
          "",
          "",
          "text",
          "Stable name of this orchestrator; default host:port.");
  public static final Setting<Integer> LEASE_MS =
      add(
          ORCHESTRATOR,
          "KTSU_LEASE_MS",
          "",
          "",
          "10000",
          "ms",
          "After so long without a sign of life others go on with the runs of an orchestrator.",
          Values::count);
  public static final Setting<String> TAKE_UP =
      add(
          ORCHESTRATOR,
          "KTSU_TAKE_UP",
          "",
          "",
          "all",
          "word",
          "Unfinished runs that are gone on with: all, left (all, on runtimes of its own), none, or"
              + " the id of one.",
          Values::text);
  public static final Setting<Integer> RUNS_ACTIVE_MAX =
      add(
          ORCHESTRATOR,
          "KTSU_RUNS_ACTIVE_MAX",
          "",
          "",
          "50000",
          "count",
          "Unfinished runs; more are refused with 503.",
          Values::count);
  public static final Setting<Integer> RUNS_KEPT =
      add(
          ORCHESTRATOR,
          "KTSU_RUNS_KEPT",
          "",
          "",
          "0",
          "count",
          "Ended runs that are kept; the oldest beyond it are deleted. 0 keeps all.",
          Values::countOrZero);
  public static final Setting<Integer> RUNS_KEPT_DAYS =
      add(
          ORCHESTRATOR,
          "KTSU_RUNS_KEPT_DAYS",
          "",
          "",
          "0",
          "days",
          "How long ended runs are kept before they are deleted; 0 keeps them for ever.",
          Values::countOrZero);
  public static final Setting<Integer> FEED_KEPT =
      add(
          ORCHESTRATOR,
          "KTSU_FEED_KEPT",
          "",
          "",
          "1000000",
          "count",
          "Newest commits of all runs that a reader of /events can come back to.",
          Values::count);
  public static final Setting<Integer> MAILBOX_MAX =
      add(
          ORCHESTRATOR,
          "KTSU_MAILBOX_MAX",
          "",
          "",
          "10000",
          "count",
          "Commands that may wait for one run; more are refused with 503.",
          Values::count);
  public static final Setting<Integer> COMMIT_QUEUE_MAX =
      add(
          ORCHESTRATOR,
          "KTSU_COMMIT_QUEUE_MAX",
          "",
          "",
          "20000",
          "count",
          "Appends that may wait for the store; new runs are refused with 503 beyond it.",
          Values::count);
  public static final Setting<Integer> INVOKE_BYTES_MAX =
      add(
          ORCHESTRATOR,
          "KTSU_INVOKE_BYTES_MAX",
          "",
          "",
          "134217728",
          "bytes",
          "Bodies of invokes that are not durable yet; more are refused with 503.",
          Values::count);
  public static final Setting<Integer> COMPUTE_DEADLINE_MS =
      add(
          ORCHESTRATOR,
          "KTSU_COMPUTE_DEADLINE_MS",
          "",
          "",
          "30000",
          "ms",
          "Longest decision over large inputs.",
          Values::count);
  public static final Setting<Integer> RECOVERY_GRACE_S =
      add(
          ORCHESTRATOR,
          "KTSU_RECOVERY_GRACE_S",
          "",
          "",
          "30",
          "s",
          "How long a step whose runtime went silent waits for another; 0 fails it at once.",
          Values::countOrZero);
  public static final Setting<Integer> RUNTIME_SILENCE_S =
      add(
          ORCHESTRATOR,
          "KTSU_RUNTIME_SILENCE_S",
          "",
          "",
          "15",
          "s",
          "Silence after which a runtime counts as lost.",
          Values::count);
  public static final Setting<Integer> RUNTIME_WAIT_S =
      add(
          ORCHESTRATOR,
          "KTSU_RUNTIME_WAIT_S",
          "",
          "",
          "3600",
          "s",
          "How long a step waits for a runtime with room.",
          Values::count);
  public static final Setting<Integer> DELIVERY_TIMEOUT_MS =
      add(
          ORCHESTRATOR,
          "KTSU_DELIVERY_TIMEOUT_MS",
          "",
          "",
          "10000",
          "ms",
          "Within which a runtime accepts a step.",
          Values::count);
  public static final Setting<Integer> DELIVERIES_MAX =
      add(
          ORCHESTRATOR,
          "KTSU_DELIVERIES_MAX",
          "",
          "",
          "5",
          "count",
          "Tries to hand one leg of a step to a runtime.",
          Values::count);
  public static final Setting<Integer> WEBHOOK_CONNECTIONS =
      add(
          ORCHESTRATOR,
          "KTSU_WEBHOOK_CONNECTIONS",
          "",
          "",
          "64",
          "count",
          "Webhook connections to one host.",
          Values::count);
  public static final Setting<Integer> WEBHOOKS_MAX =
      add(
          ORCHESTRATOR,
          "KTSU_WEBHOOKS_MAX",
          "",
          "",
          "1000",
          "count",
          "Webhook calls under way at once; others wait their turn.",
          Values::count);
  public static final Setting<Boolean> EGRESS_PRIVATE =
      add(
          ORCHESTRATOR,
          "KTSU_EGRESS_PRIVATE",
          "",
          "",
          "0",
          "switch",
          "Lets webhooks whose host comes from a run call private addresses.",
          Values::onOff);

  public static final Setting<Integer> EVENT_STREAMS_MAX =
      add(
          ORCHESTRATOR,
          "KTSU_EVENT_STREAMS_MAX",
          "",
          "",
          "1000",
          "count",
          "Event streams open at once; as many requests may wait for the end of a run. More are"
              + " refused with 503.",
          Values::count);
  public static final Setting<Integer> EVENT_BACKLOG_BYTES_MAX =
      add(
          ORCHESTRATOR,
          "KTSU_EVENT_BACKLOG_BYTES_MAX",
          "",
          "",
          "262144",
          "bytes",
          "What may wait for the reader of an event stream; one that takes nothing of it is cut"
              + " off.",
          Values::count);
  public static final Setting<Integer> VALUE_INLINE_BYTES_MAX =
      add(
          ORCHESTRATOR,
          "KTSU_VALUE_INLINE_BYTES_MAX",
          "",
          "",
          "65536",
          "bytes",
          "Largest parameter set, output or argument that stands in a record; a larger one is given"
              + " by reference.",
          Values::count);

  // --- Runtime ---

  public static final Setting<String> RUNTIME_HOST =
      add(
          RUNTIME,
          "KTSU_RUNTIME_HOST",
          "--host",
          "--runtime-host",
          "127.0.0.1",
          "host",
          "Address to listen on; another than loopback asks for an internal token.",
          Values::text);
  public static final Setting<Integer> RUNTIME_PORT =
      add(
          RUNTIME,
          "KTSU_RUNTIME_PORT",
          "--port",
          "--runtime-port",
          "5051",
          "port",
          "Port to listen on; 0 is any free port.",
          Values::port);
  public static final Setting<String> ORCHESTRATOR_URL_OF_RUNTIME =
      add(
          RUNTIME,
          "KTSU_ORCHESTRATOR_URL",
          "--orchestrator",
          "",
          "http://localhost:5050",
          "url",
          "The orchestrator that gets heartbeats.",
          Values::url);
  public static final Setting<String> GATEWAY_URL_OF_RUNTIME =
      add(
          RUNTIME,
          "KTSU_GATEWAY_URL",
          "--gateway",
          "",
          "http://localhost:5052",
          "url",
          "The gateway that makes model calls.",
          Values::url);
  public static final Setting<String> RUNTIME_OWN_URL =
      add(
          RUNTIME,
          "KTSU_RUNTIME_OWN_URL",
          "--own-url",
          "",
          "",
          "url",
          "Where the orchestrator reaches this runtime; default http://<host>:<port>.",
          Values::url);
  public static final Setting<String> RUNTIME_ID =
      text(
          RUNTIME,
          "KTSU_RUNTIME_ID",
          "",
          "",
          "text",
          "Stable name of this runtime; default rt-<host>-<port>.");
  public static final Setting<List<String>> RUNTIME_LABELS =
      add(
          RUNTIME,
          "KTSU_RUNTIME_LABELS",
          "",
          "",
          "",
          "name=value,…",
          "What the orchestrator is told about this runtime, such as pool=large,zone=a.",
          Values::labels);
  public static final Setting<String> RUNTIME_DATA_DIR =
      text(
          RUNTIME,
          "KTSU_RUNTIME_DATA_DIR",
          "",
          "",
          "path",
          "Folder of this runtime alone, where results are kept until they are acknowledged; none"
              + " when empty.");
  public static final Setting<Integer> OUTBOX_BYTES_MAX =
      add(
          RUNTIME,
          "KTSU_OUTBOX_BYTES_MAX",
          "",
          "",
          "268435456",
          "bytes",
          "Results kept in the data folder; beyond it new ones are sent without being kept.",
          Values::count);
  public static final Setting<Integer> REPORT_WAIT_MS =
      add(
          RUNTIME,
          "KTSU_REPORT_WAIT_MS",
          "",
          "",
          "30000",
          "ms",
          "How long an agent step waits until the orchestrator has noted a turn or a tool call.",
          Values::count);
  public static final Setting<Integer> RUNTIME_SLOTS =
      add(
          RUNTIME,
          "KTSU_RUNTIME_SLOTS",
          "--slots",
          "--slots",
          "10000",
          "count",
          "Agent steps worked on at once; more are refused with 429.",
          Values::count);
  public static final Setting<Integer> RUNTIME_LOOPS =
      add(
          RUNTIME,
          "KTSU_RUNTIME_LOOPS",
          "",
          "",
          "1",
          "count",
          "Event loops that agent steps are spread over; one carries thousands of them.",
          Values::count);
  public static final Setting<Integer> MODEL_CALL_TIMEOUT_MS =
      add(
          RUNTIME,
          "KTSU_MODEL_CALL_TIMEOUT_MS",
          "",
          "",
          "900000",
          "ms",
          "Longest wait for one answer of the gateway.",
          Values::count);
  public static final Setting<Integer> TOOL_CALL_TIMEOUT_MS =
      add(
          RUNTIME,
          "KTSU_TOOL_CALL_TIMEOUT_MS",
          "",
          "",
          "120000",
          "ms",
          "Longest wait for one tool call.",
          Values::count);
  public static final Setting<List<String>> EGRESS_DIRECT =
      add(
          RUNTIME,
          "KTSU_EGRESS_DIRECT",
          "",
          "",
          "",
          "host,…",
          "Hosts of tool servers that are called without KTSU_EGRESS_PROXY: names, or *.suffix for"
              + " a whole domain. Those of the runtime's own machine always are.",
          Values::hosts);
  public static final Setting<Integer> TOOL_RESULT_BYTES_MAX =
      add(
          RUNTIME,
          "KTSU_TOOL_RESULT_BYTES_MAX",
          "",
          "",
          "4194304",
          "bytes",
          "Largest answer of a tool server.",
          Values::count);
  public static final Setting<Boolean> ALLOWLIST_DEFAULT_ALL =
      add(
          RUNTIME,
          "KTSU_ALLOWLIST_DEFAULT_ALL",
          "",
          "",
          "0",
          "switch",
          "Gives every tool of a server to an agent that names no allowlist.",
          Values::onOff);

  // --- Gateway ---

  public static final Setting<String> GATEWAY_HOST =
      add(
          GATEWAY,
          "KTSU_GATEWAY_HOST",
          "--host",
          "--gateway-host",
          "127.0.0.1",
          "host",
          "Address to listen on; another than loopback asks for an internal token.",
          Values::text);
  public static final Setting<Integer> GATEWAY_PORT =
      add(
          GATEWAY,
          "KTSU_GATEWAY_PORT",
          "--port",
          "--gateway-port",
          "5052",
          "port",
          "Port to listen on; 0 is any free port.",
          Values::port);
  public static final Setting<String> GATEWAY_CONFIG =
      add(
          GATEWAY,
          "KTSU_GATEWAY_CONFIG",
          "--config",
          "--gateway-config",
          "gateway.yaml",
          "path",
          "Providers, model groups and prices.",
          Values::text);
  public static final Setting<Integer> PROVIDER_TIMEOUT_MS =
      add(
          GATEWAY,
          "KTSU_PROVIDER_TIMEOUT_MS",
          "",
          "",
          "600000",
          "ms",
          "Longest wait for one answer of a provider, retries included.",
          Values::count);
  public static final Setting<Integer> PROVIDER_TRIES_MAX =
      add(
          GATEWAY,
          "KTSU_PROVIDER_TRIES_MAX",
          "",
          "",
          "3",
          "count",
          "Calls made for one request while the provider says that a retry may help.",
          Values::count);
  public static final Setting<Integer> PROVIDER_CONNECTIONS =
      add(
          GATEWAY,
          "KTSU_PROVIDER_CONNECTIONS",
          "",
          "",
          "256",
          "count",
          "Connections to one provider.",
          Values::count);
  public static final Setting<Integer> GATEWAY_CALLS_MAX =
      add(
          GATEWAY,
          "KTSU_GATEWAY_CALLS_MAX",
          "",
          "",
          "20000",
          "count",
          "Model calls under way or waiting; more are refused with 429.",
          Values::count);
  public static final Setting<Boolean> BUDGET_UNPRICED =
      add(
          GATEWAY,
          "KTSU_BUDGET_UNPRICED",
          "",
          "",
          "0",
          "switch",
          "Lets a run with a budget use models without a known price, as if they cost nothing.",
          Values::onOff);

  // --- Tool servers ---

  public static final Setting<String> TOOLSERVER_HOST =
      add(
          TOOLSERVER,
          "KTSU_TOOLSERVER_HOST",
          "--host",
          "",
          "127.0.0.1",
          "host",
          "Address to listen on; tool servers ask for no key, so keep it private.",
          Values::text);
  public static final Setting<Integer> TOOLSERVER_PORT =
      add(
          TOOLSERVER,
          "KTSU_TOOLSERVER_PORT",
          "--port",
          "",
          "5053",
          "port",
          "Port to listen on; 0 is any free port.",
          Values::port);

  // --- Client ---

  public static final Setting<String> ORCHESTRATOR_URL =
      add(
          CLIENT,
          "KTSU_ORCHESTRATOR_URL",
          "--orchestrator",
          "",
          "http://localhost:5050",
          "url",
          "The orchestrator to talk to.",
          Values::url);
  public static final Setting<String> CLIENT_API_KEY =
      text(CLIENT, "KTSU_API_KEY", "--api-key", "", "text", "The key of its API.");

  private Registry() {}

  /** Every setting, in the order of the documentation. */
  public static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static Setting<String> text(
      Part part, String env, String flag, String fallback, String unit, String help) {
    return add(part, env, flag, flag, fallback, unit, help, Values::text);
  }

  private static <T> Setting<T> add(
      Part part,
      String env,
      String flag,
      String flagOfAll,
      String fallback,
      String unit,
      String help,
      java.util.function.Function<String, T> parser) {
    Setting<T> setting = new Setting<>(part, env, flag, flagOfAll, fallback, unit, help, parser);
    ALL.add(setting);
    return setting;
  }
}
