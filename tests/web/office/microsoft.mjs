// Microsoft's own tools on what we make: node microsoft.mjs manifest|functions FILE
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const [, , what, path] = process.argv;
if (what === "manifest") {
  const { OfficeAddinManifest } = require("office-addin-manifest");
  process.stdout.write(JSON.stringify(await OfficeAddinManifest.readManifestFile(path)));
} else {
  const { generateCustomFunctionsMetadata } = require("custom-functions-metadata");
  const made = await generateCustomFunctionsMetadata([path]);
  process.stdout.write(JSON.stringify({ ...JSON.parse(made.metadataJson), errors: made.errors }));
}
