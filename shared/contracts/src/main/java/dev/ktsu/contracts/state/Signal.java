package dev.ktsu.contracts.state;

/** What moves an epoch or a leg from one {@link State} to the next. */
public enum Signal {
  ENQUEUE,
  START,
  SUCCEED,
  FAIL,
  CANCEL,
  CANCEL_GRACEFUL,
  CANCEL_FORCE,
  COMPLETE,
  SKIP,
  RECOVER,
  HOLD,
  APPROVE,
  REJECT,
  EXPIRE,
  WAIT,
  TIMER_DONE
}
