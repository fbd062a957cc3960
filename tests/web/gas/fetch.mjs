// One HTTP request, for whoever must wait for its answer: asked on standard input, answered on standard output.
let said = "";
for await (const part of process.stdin.setEncoding("utf8")) said += part;
const { url, method, headers, body } = JSON.parse(said);
const response = await fetch(url, { method, headers, body, redirect: "manual" });
process.stdout.write(JSON.stringify({ status: response.status, text: await response.text() }));
