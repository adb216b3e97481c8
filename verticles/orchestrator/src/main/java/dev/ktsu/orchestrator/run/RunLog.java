package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.kernel.Approval;
import dev.ktsu.orchestrator.kernel.Decision.Emitted;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.RunState;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What the log says of committed events: failures and recoveries at info and warn, everything else
 * that has a run's name at debug. Texts in events are scrubbed already.
 */
final class RunLog {
  private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

  private RunLog() {}

  /** Logs what an operator should know of these events. */
  static void committed(RunState after, List<Emitted> emitted) {
    for (Emitted one : emitted) {
      line(after, one.recorded().event());
    }
  }

  private static void line(RunState run, Event event) {
    switch (event) {
      case Event.RunEnded ended -> {
        if (!ended.error().isEmpty()) {
          at(LOG.atInfo(), run).log("run {}: {}", ended.state().runStatus(), ended.error());
        } else {
          at(LOG.atDebug(), run).log("run {}", ended.state().runStatus());
        }
      }
      case Event.RunCancelling cancelling ->
          at(LOG.atInfo(), run)
              .log("cancel by {}: {}", or(cancelling.actor()), or(cancelling.reason()));
      case Event.LegRecovering lost ->
          at(LOG.atWarn(), run)
              .addKeyValue("step", lost.step())
              .addKeyValue("leg", lost.leg())
              .log("the step has no runtime: {}", lost.reason());
      case Event.LegResumed resumed ->
          at(LOG.atInfo(), run)
              .addKeyValue("step", resumed.step())
              .addKeyValue("leg", resumed.leg())
              .log("the step goes on with {}", resumed.executor());
      case Event.LegStarted started ->
          at(LOG.atDebug(), run)
              .addKeyValue("step", started.step())
              .addKeyValue("leg", started.leg())
              .log("started on {}", started.executor());
      case Event.LegEnded ended ->
          at(LOG.atDebug(), run)
              .addKeyValue("step", ended.step())
              .addKeyValue("leg", ended.leg())
              .log("ended as {} {}", ended.state().inner(), ended.error());
      case Event.RunForced forced ->
          at(LOG.atInfo(), run)
              .log("cancel forced by {}: {}", or(forced.actor()), or(forced.reason()));
      case Event.EpochOpened opened ->
          at(LOG.atInfo(), run)
              .log("epoch {} by {}: {}", opened.epoch(), or(opened.actor()), or(opened.reason()));
      case Event.TakenOver taken -> at(LOG.atDebug(), run).log("taken over by {}", taken.owner());
      case Event.RunCreated created -> at(LOG.atDebug(), run).log("run accepted");
      case Event.ApprovalAsked asked ->
          at(LOG.atInfo(), run)
              .addKeyValue("step", asked.step())
              .addKeyValue("leg", asked.leg())
              .log(
                  "the step waits for approval of {}",
                  String.join(", ", asked.calls().stream().map(Approval.Call::tool).toList()));
      case Event.ApprovalDecided decided ->
          at(LOG.atInfo(), run)
              .addKeyValue("step", decided.step())
              .addKeyValue("leg", decided.leg())
              .log(
                  "call {} {} by {}", decided.call(), decided.status().word(), or(decided.actor()));
      case Event.BudgetAsked asked ->
          at(LOG.atInfo(), run)
              .addKeyValue("step", asked.step())
              .addKeyValue("leg", asked.leg())
              .log("the run waits for a higher budget: {}", asked.why());
      case Event.BudgetDecided decided ->
          at(LOG.atInfo(), run)
              .log(
                  "a higher budget {} by {}, {} from now on",
                  decided.status().word(),
                  or(decided.actor()),
                  new Usd(run.funds().budget()));
      case Event.Announced told ->
          at(LOG.atDebug(), run)
              .addKeyValue("step", told.step())
              .addKeyValue("leg", told.leg())
              .log("people were told what the step waits for");
      case Event.LegHeld e -> {}
      case Event.TurnKept e -> {}
      case Event.CallIntended e -> {}
      case Event.RunStarted e -> {}
      case Event.LegWaiting e -> {}
      case Event.NodesAdded e -> {}
      case Event.FannedOut list ->
          at(LOG.atDebug(), run)
              .addKeyValue("step", list.step())
              .log("begun with {} items", list.items());
      case Event.Budgeted e -> {}
      case Event.Granted e -> {}
      case Event.Entered e -> {}
      case Event.Reentered e -> {}
      case Event.RestSkipped e -> {}
      case Event.StepComputed e -> {}
      case Event.StepSkipped e -> {}
      case Event.LegQueued e -> {}
      case Event.LegAccepted e -> {}
      case Event.LegCancelling e -> {}
      case Event.UsageWasted e -> {}
    }
  }

  private static LoggingEventBuilder at(LoggingEventBuilder line, RunState run) {
    return line.addKeyValue("run", run.run())
        .addKeyValue("workflow", run.born().workflow())
        .addKeyValue("trace", run.born().trace());
  }

  private static String or(String text) {
    return text.isEmpty() ? "nobody named" : text;
  }
}
