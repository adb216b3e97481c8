package dev.ktsu.orchestrator.simulation;

/** One boot of a process. Whatever is left of it after a crash can do nothing any more. */
interface Life {
  /** Of what never ends: the store's machine, callers, the faults themselves. */
  Life ETERNAL =
      new Life() {
        @Override
        public boolean isOver() {
          return false;
        }

        @Override
        public long pausedUntil() {
          return 0;
        }
      };

  boolean isOver();

  /** Nothing happens in it before then. */
  long pausedUntil();
}
