// node sizes.mjs FOLDER FILE…: prints [{ name, raw, brotli }] with the size of each file in bytes.
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

const [folder, ...names] = process.argv.slice(2);
const sizes = names.map((name) => {
  const bytes = fs.readFileSync(path.join(folder, name));
  const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return { name, raw: bytes.length, brotli: zlib.brotliCompressSync(bytes, { params }).length };
});
console.log(JSON.stringify(sizes));
