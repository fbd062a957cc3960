// Presses buttons of the real sources; what is given comes on standard input, what was seen goes to standard output.
const path = require("path");
const fs = require("fs");
const gas = require("gas-local");
const { services } = require("./services");

const given = JSON.parse(fs.readFileSync(0, "utf8"));
const { globals, seen } = services(given);
const script = gas.require(path.resolve(__dirname, "../../../addin/faces/google_script"), globals);
for (const name of given.press) {
  if (given.again) seen.again = script[name];
  script[name]();
}
process.stdout.write(JSON.stringify(seen));
