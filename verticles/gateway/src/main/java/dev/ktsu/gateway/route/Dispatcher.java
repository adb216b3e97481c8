package dev.ktsu.gateway.route;

import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.contracts.wire.GatewayAnswer;
import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.futures.Backoff;
import dev.ktsu.futures.Retry;
import dev.ktsu.futures.Timers;
import dev.ktsu.gateway.budget.Account;
import dev.ktsu.gateway.budget.BudgetProblems;
import dev.ktsu.gateway.budget.Charge;
import dev.ktsu.gateway.provider.Caller;
import dev.ktsu.gateway.provider.Completion;
import dev.ktsu.gateway.provider.Conversation;
import dev.ktsu.gateway.provider.ModelCall;
import dev.ktsu.gateway.provider.ProviderErrors;
import io.vertx.core.Future;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Serves one request: picks a model, asks it again while that may help and the leg can pay for it,
 * prices the answer. The gateway owns all retries; they stay with the model that was picked.
 */
public final class Dispatcher {
  private static final Backoff BACKOFF = new Backoff(500, 2, 8_000, 0.25);

  private final Groups groups;
  private final Timers timers;
  private final int triesMax;

  /**
   * @param triesMax provider calls made for one request
   */
  public Dispatcher(Groups groups, Timers timers, int triesMax) {
    this.groups = groups;
    this.timers = timers;
    this.triesMax = triesMax;
  }

  /**
   * The answer of one model of the group.
   *
   * @param account of the request: knows afterwards what was spent, also on a failure
   * @return fails with a {@link Problem}, see {@link RouteProblems}, {@link Account#open} and
   *     {@link dev.ktsu.gateway.provider.Provider#complete}
   */
  public Future<GatewayAnswer> invoke(GatewayRequest request, Caller caller, Account account) {
    Group group =
        groups.find(request.group()).orElseThrow(() -> RouteProblems.unknownGroup(request.group()));
    Target target = group.next().orElseThrow(() -> RouteProblems.noModels(group.name()));
    return switch (target) {
      case Target.Broken(Problem problem) -> Future.failedFuture(problem);
      case Target.Model model when account.isLimited() && !model.isPriced() ->
          Future.failedFuture(BudgetProblems.noPrice(model.resolved()));
      case Target.Model model -> {
        List<Message> messages = Conversation.of(request.messages());
        yield ask(model, new Job(request, messages, group, caller, account));
      }
    };
  }

  /**
   * One request on its way.
   *
   * @param messages of the request, as every provider can take them
   */
  private record Job(
      GatewayRequest request, List<Message> messages, Group group, Caller caller, Account account) {

    ModelCall call(Target.Model model, Charge charge) {
      return new ModelCall(
          model.name(),
          group.name(),
          messages,
          request.maxTokens(),
          request.temperature() != null ? request.temperature() : group.temperature(),
          request.tools(),
          request.outputSchema(),
          caller,
          charge);
    }
  }

  private Future<GatewayAnswer> ask(Target.Model model, Job job) {
    Retry.Policy policy = (failure, failed) -> waitAfter(failure, failed, job.caller());
    return Retry.call(timers, policy, () -> attempt(model, job))
        .map(completion -> answer(model, completion, job))
        .onFailure(failure -> model.meter().failed(outcome(failure)));
  }

  private static Future<Completion> attempt(Target.Model model, Job job) {
    if (job.caller().isGone()) {
      return Future.failedFuture(ProviderErrors.abandoned());
    }
    Charge charge = job.account().open(model.price());
    job.caller().countAttempt();
    Runnable ended = model.meter().attempt();
    return model.provider().complete(job.call(model, charge)).onComplete(over -> ended.run());
  }

  /** Waiting past the caller's deadline helps nobody: then it hears at once, with the wait. */
  private OptionalLong waitAfter(Throwable failure, int failed, Caller caller) {
    if (!(failure instanceof Transient later) || failed >= triesMax) {
      return OptionalLong.empty();
    }
    long wait =
        later.retryAfter().isZero()
            ? BACKOFF.millisAfter(failed, () -> ThreadLocalRandom.current().nextDouble())
            : later.retryAfter().toMillis();
    return wait < caller.millisLeft() ? OptionalLong.of(wait) : OptionalLong.empty();
  }

  private static GatewayAnswer answer(Target.Model model, Completion completion, Job job) {
    Usd cost = job.account().cost();
    model.meter().answered(completion.usage(), cost);
    return new GatewayAnswer(
        completion.content(),
        model.resolved(),
        completion.usage().in(),
        completion.usage().out(),
        cost,
        completion.toolCalls(),
        completion.stopReason(),
        job.caller().attempts(),
        completion.thinking(),
        completion.thinking().isEmpty() ? null : model.provider().type(),
        job.account().estimate());
  }

  private static String outcome(Throwable failure) {
    return failure instanceof Problem problem ? problem.code().word() : "internal_error";
  }
}
