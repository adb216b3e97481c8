package dev.ktsu.runtime.mcp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.Case;
import org.junit.jupiter.api.Test;

class ToolAnswerTest {
  @Test
  @Case("G16-07")
  void textBlocksAreJoined() {
    assertEquals(
        "a\nb", read("{'content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}"));
  }

  @Test
  @Case("G16-07")
  void otherBlocksAreDescribed() {
    assertEquals(
        "[image, image/png, 4 bytes, not shown]\n"
            + "[resource file:///a, text/plain]\nhello\n"
            + "[link to b, text/html at file:///b]\n"
            + "[content of type video, not shown]",
        read(
            """
            {'content':[
              {'type':'image','mimeType':'image/png','data':'AAAAAA=='},
              {'type':'resource','resource':
                {'uri':'file:///a','mimeType':'text/plain','text':'hello'}},
              {'type':'resource_link','name':'b','uri':'file:///b','mimeType':'text/html'},
              {'type':'video'}]}\
            """));
  }

  @Test
  void structureStandsInForMissingText() {
    assertEquals("{\"n\":1}", read("{'content':[],'structuredContent':{'n':1}}"));
  }

  @Test
  void structureBesideTextIsNotRepeated() {
    assertEquals(
        "one", read("{'content':[{'type':'text','text':'one'}],'structuredContent':{'n':1}}"));
  }

  @Test
  @Case("G16-07")
  void errorMarkIsKept() {
    assertTrue(ToolAnswer.of(Json.parse("{\"content\":[],\"isError\":true}")).isError());
  }

  private static String read(String json) {
    return ToolAnswer.of(Json.parse(json.replace('\'', '"'))).text();
  }
}
