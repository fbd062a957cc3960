// Unfolds answers with the buttons' own script: answers on standard input, the same unfolded on standard output.
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const source = path.resolve(__dirname, "../../../addin/faces/google_script/Unfolding.js");
vm.runInThisContext(fs.readFileSync(source, "utf8"));
process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map(unfolded)));
