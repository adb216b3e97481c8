package dev.ktsu.gateway.route;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.problems.InvalidInput;

/** Why no model could be asked. */
final class RouteProblems {
  private RouteProblems() {}

  static InvalidInput unknownGroup(String group) {
    return new InvalidInput(
        Code.UNKNOWN_GROUP,
        400,
        Code.UNKNOWN_GROUP.word(),
        "model group \"" + group + "\" not found",
        "Name a group of the gateway's configuration.");
  }

  static Fault noModels(String group) {
    return new Fault(
        Code.NO_MODELS_AVAILABLE,
        503,
        Code.NO_MODELS_AVAILABLE.word(),
        "model group \"" + group + "\" has no models",
        "Add a model to the group in the gateway's configuration.");
  }

  static Fault invalidModel(String model) {
    return new Fault(
        Code.INVALID_MODEL_CONFIG,
        500,
        Code.INVALID_MODEL_CONFIG.word(),
        "model \"" + model + "\" is not of the form provider/model",
        "Correct it in the gateway's configuration.");
  }

  static Fault noProvider(String provider) {
    return new Fault(
        Code.PROVIDER_NOT_REGISTERED,
        500,
        Code.PROVIDER_NOT_REGISTERED.word(),
        "provider \"" + provider + "\" not registered",
        "Add it to providers in the gateway's configuration.");
  }
}
