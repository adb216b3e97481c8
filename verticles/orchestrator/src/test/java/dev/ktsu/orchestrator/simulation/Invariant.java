package dev.ktsu.orchestrator.simulation;

/** What holds at every moment of every world. */
enum Invariant {
  JUDGED("no step reads what the Air-Lock has not passed"),
  DEPENDS("a step begins only when the ends of what it waits for allow it"),
  COMPLETES_ONCE("a step completes once in an epoch; what comes late changes nothing"),
  GAPLESS("the journal of a run has no gap"),
  MEMORY("what an orchestrator holds of a run is the fold of its journal, and never ahead of it"),
  ACKNOWLEDGED("what was answered with success is in the journal, for ever"),
  TABLE("states move by the table alone"),
  OWNER("only the owner of a run carries out what it asks for"),
  EFFECT_ONCE("a process begins an effect once"),
  WEBHOOK("a webhook that succeeded was received, and none is sent again without a fault"),
  TOOL_ONCE("an effectful tool call is made at most once"),
  PAID_ONCE("a turn whose checkpoint was acknowledged is not paid again"),
  NOTHING_AFTER_END("nothing starts in a run that is over or winding down"),
  CLOSED("nobody hears of the turns of a leg that is closed"),
  WAITS("a step that is neither running nor over waits for something that will come"),
  BUDGET("what is spent and what may be spent never pass the budget of a run"),
  USAGE("usage is booked once for each leg, as its runtime reported it"),
  SLOTS("no leg keeps a slot of a runtime after its end"),
  ENDS("every run ends"),
  NO_FAULT("no request ends in a fault of the code");

  private final String sentence;

  Invariant(String sentence) {
    this.sentence = sentence;
  }

  String sentence() {
    return sentence;
  }
}
