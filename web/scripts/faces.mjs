// Turns display typefaces (OFL, from npm) into outlines that the server draws titles with.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import opentype from "opentype.js";

const FACES = {
  abril: "abril-fatface/files/abril-fatface-latin-400-normal.woff",
  anton: "anton/files/anton-latin-400-normal.woff",
  archivo: "archivo-black/files/archivo-black-latin-400-normal.woff",
  courier: "courier-prime/files/courier-prime-latin-700-normal.woff",
  fredoka: "fredoka/files/fredoka-latin-600-normal.woff",
  limelight: "limelight/files/limelight-latin-400-normal.woff",
  michroma: "michroma/files/michroma-latin-400-normal.woff",
  righteous: "righteous/files/righteous-latin-400-normal.woff",
  rye: "rye/files/rye-latin-400-normal.woff",
  serif: "dm-serif-display/files/dm-serif-display-latin-400-normal.woff",
};
const LETTERS =
  " !\"#$%&'()*+,-./0123456789:;?@ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" +
  "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿ–—‘’“”…";
const PAIRED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,";
const UNITS = 1000;

/** Relative path data in whole units, starting from (0, 0). */
function relative(commands, scale) {
  let [x, y, startX, startY] = [0, 0, 0, 0];
  let data = "";
  for (const command of commands) {
    if (command.type === "Z") {
      data += "z";
      [x, y] = [startX, startY];
      continue;
    }
    const points = [];
    for (const [px, py] of [
      [command.x1, command.y1],
      [command.x2, command.y2],
      [command.x, command.y],
    ]) {
      if (px === undefined) continue;
      points.push(Math.round(px * scale) - x, Math.round(py * scale) - y);
    }
    data += command.type.toLowerCase() + points.join(" ").replaceAll(" -", "-");
    [x, y] = [x + points.at(-2), y + points.at(-1)];
    if (command.type === "M") [startX, startY] = [x, y];
  }
  return data;
}

function face(file) {
  const bytes = readFileSync(new URL(`../node_modules/@fontsource/${file}`, import.meta.url));
  const font = opentype.parse(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  );
  const scale = UNITS / font.unitsPerEm;
  const glyphs = {};
  for (const letter of LETTERS) {
    const glyph = font.charToGlyph(letter);
    if (glyph.index === 0) continue;
    const outline = relative(glyph.getPath(0, 0, font.unitsPerEm).commands, scale);
    glyphs[letter] = [Math.round(glyph.advanceWidth * scale), outline];
  }
  const kerning = {};
  for (const left of PAIRED)
    for (const right of PAIRED) {
      const value = font.getKerningValue(font.charToGlyph(left), font.charToGlyph(right));
      if (Math.abs(value * scale) >= 8) kerning[left + right] = Math.round(value * scale);
    }
  const box = font.charToGlyph("H").getBoundingBox();
  return { cap: Math.round(box.y2 * scale), glyphs, kerning };
}

export function buildFaces(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, file] of Object.entries(FACES))
    writeFileSync(`${folder}/${name}.json.gz`, gzipSync(JSON.stringify(face(file)), { level: 9 }));
}
