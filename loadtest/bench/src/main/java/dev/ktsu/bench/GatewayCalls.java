package dev.ktsu.bench;

import dev.ktsu.bench.Figure.Unit;
import dev.ktsu.bench.load.Caller;
import dev.ktsu.bench.load.Load;
import dev.ktsu.bench.load.Outcome;
import dev.ktsu.bench.load.Pace;
import dev.ktsu.bench.load.Phases;
import dev.ktsu.bench.load.Requests;
import dev.ktsu.bench.load.Samples;
import dev.ktsu.bench.load.Samples.Quantiles;
import dev.ktsu.bench.load.Sink;
import dev.ktsu.bench.product.Engine.Jars;
import dev.ktsu.bench.product.Site;
import dev.ktsu.bench.product.Tier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Model calls through the gateway to an upstream that answers at once, beside calls without it. */
final class GatewayCalls implements Benchmark {
  private static final int CONNECTIONS = 64;
  private static final int BLOCK = 100;
  private static final String PROMPT = "Please answer in one word. ".repeat(30);
  private static final byte[] THROUGH =
      Requests.post(
          "/invoke",
          "{\"group\":\"upstream\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\""
              + PROMPT
              + "\"}]}");
  private static final byte[] DIRECT =
      Requests.post(
          "/chat/completions",
          "{\"model\":\"instant\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\""
              + PROMPT
              + "\"}]}");
  private static final String COMPLETION =
      "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
          + "\"assistant\",\"content\":\"Yes\"},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":180,\"completion_tokens\":1}}";

  @Override
  public String name() {
    return "gateway";
  }

  @Override
  public List<Figure> measure(Rig rig) throws Exception {
    try (Sink upstream = Sink.start(COMPLETION);
        Site site = rig.jars().site();
        Tier gateway = Tier.start(command(rig.jars(), site, upstream))) {
      InetSocketAddress address = gateway.address("gateway");
      load(address, rig.phases().warmUp());
      Duration before = gateway.cpu();
      Outcome load = load(address, rig.phases().measured());
      Figure throughput = throughput(load, gateway.cpu().minus(before));
      Added added = added(address, upstream.address(), rig.phases().again().shorter(2));
      return List.of(throughput, added.p50(), added.p99());
    }
  }

  private static Outcome load(InetSocketAddress gateway, Duration time) throws IOException {
    return Load.run(gateway, CONNECTIONS, THROUGH, Pace.closed(), time).withoutRefusals();
  }

  private static Tier.Command command(Jars jars, Site site, Sink upstream) throws IOException {
    Map<String, String> environment =
        Map.of("KTSU_GATEWAY_PORT", "0", "BENCH_UPSTREAM", upstream.url());
    String config = site.folder().resolve("gateway.yaml").toString();
    return new Tier.Command(jars.gateway(), jars.flags(), List.of("--config", config), environment);
  }

  private static Figure throughput(Outcome load, Duration cpu) {
    return new Figure(
        "gateway, throughput",
        "openai provider, c=" + CONNECTIONS + ", closed, body of 1 KB",
        load.perSecond(),
        Unit.REQUESTS_PER_SECOND,
        Figure.atLeast(25_000),
        load.latency().quantiles(),
        String.format(
            Locale.ROOT, "%.0f µs of processor a call", cpu.toNanos() / 1_000.0 / load.accepted()));
  }

  /** Blocks of calls by turns, so that both kinds meet the same weather. */
  private static Added added(InetSocketAddress gateway, InetSocketAddress upstream, Phases phases)
      throws IOException {
    Samples through = new Samples();
    Samples direct = new Samples();
    try (Caller toGateway = new Caller(gateway);
        Caller toUpstream = new Caller(upstream)) {
      long warm = System.nanoTime() + phases.warmUp().toNanos() / 2;
      long end = warm + phases.measured().toNanos();
      while (System.nanoTime() < end || direct.size() == 0) {
        boolean measured = System.nanoTime() >= warm;
        block(toGateway, THROUGH, measured ? through : new Samples());
        block(toUpstream, DIRECT, measured ? direct : new Samples());
      }
    }
    return new Added(through.quantiles(), direct.quantiles());
  }

  private static void block(Caller caller, byte[] request, Samples samples) throws IOException {
    for (int i = 0; i < BLOCK; i++) {
      long begun = System.nanoTime();
      caller.call(request).expect(200);
      samples.add(System.nanoTime() - begun);
    }
  }

  private record Added(Quantiles through, Quantiles direct) {
    Figure p50() {
      return figure("p50", through.p50() - direct.p50(), 0.1);
    }

    Figure p99() {
      return figure("p99", through.p99() - direct.p99(), 0.5);
    }

    private Figure figure(String which, double millis, double target) {
      return new Figure(
          "gateway, added " + which,
          "openai provider, c=1; quantiles: through the gateway",
          millis,
          Unit.MILLIS,
          Figure.atMost(target),
          through,
          "direct: " + direct);
    }
  }
}
