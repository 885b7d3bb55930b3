/** Follows a stream of server-sent events: calls `told` with the name and the data of each. Resolves once it is open. */
export async function listen(url, headers, told) {
  const ending = new AbortController();
  const answer = await fetch(url, { headers: { accept: "text/event-stream", ...headers }, signal: ending.signal });
  if (answer.status !== 200) throw new Error(`${new URL(url).pathname} answered ${answer.status}`);
  const ended = (async () => {
    let text = "";
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const block = text.slice(0, end).split("\n");
        text = text.slice(end + 2);
        const field = (name) => block.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        if (field("data") !== undefined) told(field("event"), JSON.parse(field("data")));
      }
    }
  })().catch((error) => {
    if (error.name !== "AbortError") throw error;
  });
  return { ended, close: () => ending.abort() };
}

/** The address of the event stream that OFREP's bulk answer names. */
export async function streamOf(url, token) {
  const answer = await fetch(`${url}/ofrep/v1/evaluate/flags`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: "{}",
  });
  const { eventStreams } = await answer.json();
  return new URL(eventStreams[0].endpoint.requestUri, url).href;
}
