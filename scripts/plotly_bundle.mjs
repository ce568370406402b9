// Builds the charts' library: plotly.js with the traces that the report draws, and no more.
//
//   node scripts/plotly_bundle.mjs           build it and write it into the package
//   node scripts/plotly_bundle.mjs --check   build it and compare; exits 1 where a byte differs
//
// Every package whose code ends up in the bundle is pinned, so that a rebuild gives the same bytes.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ESBUILD = "0.28.2";
const PINS = {
  "plotly.js": "3.7.0",
  "@plotly/d3": "3.8.2",
  "@plotly/d3-sankey": "0.7.2",
  "@plotly/d3-sankey-circular": "0.33.1",
  "base64-arraybuffer": "1.0.2",
  "d3-array": "1.2.4",
  "d3-collection": "1.0.7",
  "d3-color": "3.1.1",
  "d3-dispatch": "1.0.6",
  "d3-force": "1.2.1",
  "d3-format": "1.4.5",
  "d3-interpolate": "3.0.2",
  "d3-path": "1.0.9",
  "d3-quadtree": "1.0.7",
  "d3-shape": "1.3.7",
  "d3-time": "1.1.0",
  "d3-time-format": "2.3.0",
  "d3-timer": "1.0.10",
  "elementary-circuits-directed-graph": "1.3.1",
  "events": "3.3.0",
  "fast-isnumeric": "1.1.4",
  "gl-mat4": "1.2.0",
  "has-hover": "1.0.1",
  "has-passive-events": "1.0.0",
  "is-browser": "2.1.0",
  "is-mobile": "4.0.0",
  "is-string-blank": "1.0.1",
  "mouse-event-offset": "3.0.2",
  "native-promise-only": "0.8.1",
  "parse-svg-path": "0.1.2",
  "point-in-polygon": "1.1.0",
  "polybooljs": "1.2.2",
  "strongly-connected-components": "1.0.1",
  "tinycolor2": "1.6.0",
};

// What src/core.js registers, without the parts that the report has no use for.
const ENTRY = `"use strict";
const Registry = require("plotly.js/src/registry");
require("native-promise-only");
require("plotly.js/build/plotcss");
const api = require("plotly.js/src/plot_api");
for (const [name, fn] of Object.entries(api)) Registry.register({ moduleType: "apiMethod", name, fn });
Registry.register([
  require("plotly.js/src/traces/scatter"),
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/sankey"),
  require("plotly.js/src/components/annotations"),
  require("plotly.js/src/components/shapes"),
  require("plotly.js/src/components/errorbars"),
  require("plotly.js/src/components/colorscale"),
  require("plotly.js/src/components/colorbar"),
  require("plotly.js/src/components/legend"),
  require("plotly.js/src/components/fx"),
  require("plotly.js/src/components/modebar"),
  require("plotly.js/src/locale-en"),
  require("plotly.js/src/locale-en-us"),
]);
module.exports = {
  version: require("plotly.js/src/version").version,
  newPlot: api.newPlot,
  react: api.react,
  purge: api.purge,
  toImage: api.toImage,
};
`;

// A copy of an element brings its style attribute along, which a strict content policy forbids;
// styles that are set one by one are allowed.
const COPY = `(function copy(node) {
  if (node.nodeType !== 1) return node.cloneNode(false);
  var twin = document.createElementNS(node.namespaceURI, node.localName);
  for (var attribute of node.attributes) {
    if (attribute.name !== "style") twin.setAttributeNS(attribute.namespaceURI, attribute.name, attribute.value);
  }
  if (node.style) twin.style.cssText = node.style.cssText;
  for (var child of node.childNodes) twin.appendChild(copy(child));
  return twin;
})`;
const REWRITTEN = {
  "components/drawing/index.js": [["node.cloneNode(true)", `${COPY}(node)`]],
  "lib/svg_text_utils.js": [
    ["if(nodeSpec.style) nodeAttrs.style = nodeSpec.style;", ""],
    ["d3.select(newNode).attr(nodeAttrs);\n\n        currentNode", "d3.select(newNode).attr(nodeAttrs);\n        if(nodeSpec.style) newNode.style.cssText = nodeSpec.style;\n\n        currentNode"],
  ],
};
const underPolicy = {
  name: "under-policy",
  setup(bundler) {
    bundler.onLoad({ filter: /plotly\.js[\\/]src[\\/](components[\\/]drawing[\\/]index|lib[\\/]svg_text_utils)\.js$/ }, ({ path }) => {
      const name = Object.keys(REWRITTEN).find((end) => path.replaceAll("\\", "/").endsWith(end));
      const source = readFileSync(path, "utf8");
      const contents = REWRITTEN[name].reduce((text, [old, now]) => {
        if (text.split(old).length !== 2) throw new Error(`${name} has changed: ${old}`);
        return text.replace(old, () => now);
      }, source);
      return { contents, loader: "js" };
    });
  },
};

// The documentation of each attribute lies in the code; the published bundles drop it as well.
const withoutProse = {
  name: "without-prose",
  setup(bundler) {
    bundler.onLoad({ filter: /plotly\.js[\\/]src[\\/].*(attributes|attrs|constants|plot_config).*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replace(/\s*description: \[[\s\S]*?\]\s*\.join\([^)]*\),?/g, "")
        .replace(/\s*description: '(?:[^'\\\n]|\\.)*'(?=,?\n),?/g, "")
        .replace(/\s*description: "(?:[^"\\\n]|\\.)*"(?=,?\n),?/g, ""),
      loader: "js",
    }));
  },
};

async function bundle(folder) {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: { ...PINS, esbuild: ESBUILD } }));
  writeFileSync(join(folder, "entry.js"), ENTRY);
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"], { cwd: folder, stdio: "inherit" });
  const { build } = createRequire(join(folder, "entry.js"))("esbuild");
  const version = PINS["plotly.js"];
  const made = await build({
    absWorkingDir: folder,
    entryPoints: ["entry.js"],
    bundle: true,
    write: false,
    outfile: "bundle.js",
    format: "iife",
    globalName: "Plotly",
    minify: true,
    charset: "ascii",
    legalComments: "none",
    metafile: true,
    target: "es2020",
    loader: { ".css": "empty" },
    define: { global: "window", "define.amd": "false" },
    banner: { js: `/* plotly.js ${version}, traces scatter, bar and sankey. Copyright Plotly, Inc., MIT. Licences of all parts: plotly-${version}.LICENSES.txt */` },
    plugins: [underPolicy, withoutProse],
  });
  const used = packagesOf(made.metafile);
  const loose = used.filter((name) => versionOf(folder, name) !== PINS[name]);
  if (loose.length) throw new Error(`not pinned: ${loose.map((name) => `${name} ${versionOf(folder, name)}`).join(", ")}`);
  return { code: made.outputFiles[0].text, licences: used.map((name) => licence(folder, name)).join(`\n${"-".repeat(80)}\n\n`) };
}

function packagesOf({ outputs }) {
  const names = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([path, { bytesInOutput }]) => bytesInOutput && path.includes("node_modules/") && !path.endsWith(".css"))
      .map(([path]) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)[1]),
  );
  return [...new Set(names)].sort();
}

function versionOf(folder, name) {
  return JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8")).version;
}

function licence(folder, name) {
  const home = join(folder, "node_modules", name);
  const about = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const file = readdirSync(home).sort().find((entry) => /^licen[cs]e/i.test(entry));
  const author = typeof about.author === "object" ? about.author.name : about.author;
  const text = file ? readFileSync(join(home, file), "utf8").trim() : `${about.license}${author ? `, by ${author.replace(/\s*<.*/, "")}` : ""} (the package holds no licence text)`;
  return `${name} ${about.version}: ${about.license}\n\n${text.replaceAll("\r\n", "\n")}\n`;
}

const vendor = join(dirname(fileURLToPath(import.meta.url)), "..", "src", "moneyloop", "pages", "assets", "vendor");
const version = PINS["plotly.js"];
const folder = mkdtempSync(join(tmpdir(), "plotly-"));
try {
  const { code, licences } = await bundle(folder);
  const files = { [`plotly-${version}.min.js`]: code, [`plotly-${version}.LICENSES.txt`]: licences };
  for (const [name, text] of Object.entries(files)) {
    const path = join(vendor, name);
    const same = existsSync(path) && readFileSync(path, "utf8") === text;
    if (process.argv.includes("--check")) {
      console.log(`${name}: ${same ? "same" : "different"}`);
      if (!same) process.exitCode = 1;
    } else if (!same) {
      writeFileSync(path, text);
      console.log(`${name}: ${text.length} characters written`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
