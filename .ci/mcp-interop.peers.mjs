// A gateway whose model calls `echo` and `get-sum` once, and a sink for callbacks that prints
// `ok <step>` for each step whose tools answered as they should.
import http from 'node:http';

const [gatewayPort, sinkPort] = process.argv.slice(2).map(Number);

function serve(port, answer) {
  http
    .createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const reply = answer(request.url, body ? JSON.parse(body) : {});
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(reply));
    })
    .listen(port, '127.0.0.1');
}

function model({ messages, tools = [] }) {
  const results = messages.filter((message) => message.role === 'tool');
  const usage = { model_resolved: 'fake/model', tokens_in: 1, tokens_out: 1, cost_usd: 0 };
  if (results.length > 0) {
    const said = results.map((result) => result.content).join(' | ');
    return { ...usage, content: JSON.stringify({ said, offered: tools.map((t) => t.name) }) };
  }
  return {
    ...usage,
    content: '',
    tool_calls: [
      { id: '1', name: 'echo', arguments: { message: 'hello' } },
      { id: '2', name: 'get-sum', arguments: { a: 2, b: 3 } },
    ],
  };
}

serve(gatewayPort, (url, body) => (url === '/invoke' ? model(body) : { status: 'ok' }));
serve(sinkPort, (url, body) => {
  if (url === '/done') {
    const said = body.output?.said ?? body.error;
    const isGood = /hello.*\|.*5/.test(said);
    process.stdout.write(`${isGood ? 'ok' : 'FAILED'} ${body.step_id}: ${said}\n`);
  }
  return {};
});
