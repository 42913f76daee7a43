// Builds everything that the server serves, into the Python package.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { minify } from "terser";
import { build } from "vite";
import { buildFaces } from "./faces.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const OUT = path("../../src/matinee/server/static/web");
const FONT = "@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2";

const common = {
  configFile: false,
  root: path(".."),
  logLevel: "warn",
  publicDir: false,
  oxc: { jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Fragment" } },
};
const output = {
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
  assetFileNames: "[name][extname]",
};

/** The licences of everything from elsewhere that ends up in what is served. */
function licences() {
  const { dependencies } = JSON.parse(readFileSync(path("../package.json"), "utf8"));
  const texts = Object.keys(dependencies).map((name) => {
    const text = readFileSync(path(`../node_modules/${name}/LICENSE`), "utf8");
    return `${name}\n${"-".repeat(name.length)}\n\n${text.trim()}\n`;
  });
  return texts.join("\n\n");
}

rmSync(OUT, { recursive: true, force: true });
await build({
  ...common,
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome120", "firefox128", "safari17"],
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: {
      input: { components: path("../components/index.ts"), viewer: path("../viewer/main.tsx") },
      preserveEntrySignatures: "allow-extension",
      output: { ...output, format: "es" },
    },
  },
});
for (const [input, format] of [
  [{ tracker: path("../tracker/standalone.ts") }, "iife"],
  [{ console: path("../console/main.tsx") }, "es"],
])
  await build({
    ...common,
    build: {
      outDir: OUT,
      emptyOutDir: false,
      target: "es2022",
      cssTarget: ["chrome120", "firefox128", "safari17"],
      modulePreload: false,
      rollupOptions: { input, output: { ...output, format } },
    },
  });
// A second pass by another minifier packs a little smaller than either does alone.
// Names of fields that never leave the file they are in, nor meet anything of the browser's.
const INNER = {
  regex: /^(isIn|isSeen|isTold|isFirst|since|isLit|isNear|isStop|dismissed|doings)$/,
};
const compress = { passes: 3, ecma: 2022, unsafe_arrows: true, unsafe_methods: true };
for (const name of ["components", "viewer", "tracker", "console"]) {
  const file = `${OUT}/${name}.js`;
  const options = {
    module: name !== "tracker",
    ecma: 2022,
    compress,
    mangle: name === "console" ? true : { properties: INNER },
  };
  writeFileSync(file, (await minify(readFileSync(file, "utf8"), options)).code);
}
copyFileSync(path(`../node_modules/${FONT}`), `${OUT}/instrument-sans.woff2`);
for (const sheet of ["components/components.css", "viewer/viewer.css"])
  copyFileSync(path(`../${sheet}`), `${OUT}/${sheet.split("/")[1]}`);
const CHART = "../node_modules/uplot/dist/uPlot.min.css";
const styles = [CHART, "../console/console.css"].map((name) => readFileSync(path(name), "utf8"));
writeFileSync(`${OUT}/console.css`, styles.join("\n"));
writeFileSync(`${OUT}/licences.txt`, licences());
buildFaces(path("../../src/matinee/artwork/drawn/faces"));
