package dev.ktsu.orchestrator.store;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.orchestrator.run.Instance;
import java.time.Duration;

/** The sentences of stores. */
public final class StoreProblems {
  private StoreProblems() {}

  public static Conflict staleHead(RunId run, long head) {
    return new Conflict(
        Code.STALE_HEAD, 409, "conflict", run + " has moved on from event " + head + ".", "");
  }

  /** Others may have gone on with the runs of this instance: it must not write as it was. */
  public static Transient leaseLost(Instance instance) {
    return new Transient(
        Code.LEASE_LOST,
        503,
        "lease lost",
        "The lease of " + instance.id() + " is over.",
        "It joins again by itself; try again.",
        Duration.ofSeconds(1));
  }

  public static Conflict instanceTaken(String id) {
    return new Conflict(
        Code.INSTANCE_TAKEN,
        409,
        "instance taken",
        "Another running process of this machine is the instance " + id + ".",
        "Stop that one, or name this one by KTSU_INSTANCE_ID.");
  }

  public static Transient unavailable(String why) {
    return new Transient(
        Code.STORE_UNAVAILABLE,
        503,
        "store unavailable",
        "The store cannot work now: " + why + ".",
        "Check the disk of the database file.",
        Duration.ofSeconds(2));
  }

  public static Fault corrupt(String what) {
    return new Fault(
        Code.STORE_CORRUPT,
        500,
        "store corrupt",
        "The database file is damaged: " + what + ".",
        "Stop, keep a copy of the file, and restore a backup.");
  }

  public static InvalidInput fileMissing(String file) {
    return fileRefused("There is no file " + file + ".", "Name it, or its place with --db-path.");
  }

  public static InvalidInput fileThere(String file, String remedy) {
    return fileRefused("There is already " + file + ".", remedy);
  }

  public static InvalidInput fileInUse(String file, String users) {
    return fileRefused(
        file + " is in use by " + users + ".",
        "Stop it first; one that was killed counts as gone after ten seconds.");
  }

  public static InvalidInput noStore(String file, String why) {
    return fileRefused(
        file + " is no ktsu database, or is damaged: " + why + ".",
        "Name a file that `ktsu backup` has made, or replace this one with --force.");
  }

  public static InvalidInput tooNew(String file) {
    return fileRefused(
        file + " was written by a newer release that this one cannot read.",
        "Use the release that wrote it, or a newer one.");
  }

  /** A file that cannot be worked on now. */
  public static InvalidInput unusable(String why) {
    return fileRefused(why + ".", "");
  }

  private static InvalidInput fileRefused(String message, String remedy) {
    return new InvalidInput(Code.SETTING_INVALID, 400, "file refused", message, remedy);
  }

  public static Fault missingDefinition(String digest) {
    return new Fault(
        Code.STORE_CORRUPT,
        500,
        "store corrupt",
        "The definition " + digest + " of a run is not kept.",
        "Restore a backup that holds it.");
  }
}
