package dev.ktsu.orchestrator.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.orchestrator.store.postgres.DatabaseAddress;
import dev.ktsu.settings.SettingError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
  @Test
  void textNamesEverythingButThePassword() {
    DatabaseAddress address =
        DatabaseAddress.of("postgres://ktsu:s%40cret%2Fx@db.example:6000/runs", "");
    assertEquals("ktsu@db.example:6000/runs", address.toString());
    assertEquals("s@cret/x", address.password());
  }

  @Test
  void bothSchemesAndADefaultPortAreUnderstood() {
    assertEquals("u@h:5432/d", DatabaseAddress.of("postgresql://u@h/d", "").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "topsecret",
        "mysql://u:topsecret@h/d",
        "postgres://u:topsecret@h:port/d",
        "postgres://u:topsecret@h:99999/d",
        "postgres://u:top/secret@h/d",
        "postgres://u:topsecret@h/d?sslmode=often",
        "postgres://u:topsecret@h/d?broken",
        "postgres://u:topsecret@h/d?sslmode=verify-full&sslrootcert=/none"
      })
  void unusableUrlIsRefusedInASentenceWithoutThePassword(String url) {
    SettingError refused = assertThrows(SettingError.class, () -> DatabaseAddress.of(url, ""));
    assertTrue(refused.getMessage().startsWith("KTSU_DB_URL "), refused.getMessage());
    assertTrue(refused.getMessage().contains("postgres://user:password@host:5432/database"));
    assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ktsu", "a-b", "1a", "a;drop table runs", "a b"})
  void nameOfASchemaIsAPlainName(String schema) {
    SettingError refused =
        assertThrows(SettingError.class, () -> DatabaseAddress.of("postgres://u@h/d", schema));
    assertTrue(refused.getMessage().startsWith("KTSU_DB_SCHEMA"), refused.getMessage());
  }
}
