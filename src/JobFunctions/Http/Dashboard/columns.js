// The names of a CSV file's columns, so that a form can offer them for choice.

import { send } from "./api.js";

const ENOUGH = 64 * 1024;
const DELIMITERS = [",", ";", "\t", "|"];

/** @returns the names in the first line; none for what looks like no table. */
export async function columnsOf(file) {
  if (!/\.(csv|tsv|txt)$/i.test(file.name)) return [];
  const text = (await file.slice(0, ENOUGH).text()).replace(/^\uFEFF/, "");
  const counts = DELIMITERS.map(delimiter => cells(text, delimiter).length);
  const most = Math.max(...counts);
  return most < 2
    ? []
    : cells(text, DELIMITERS[counts.indexOf(most)])
        .map(name => name.trim())
        .filter(Boolean);
}

/** The same of a stored file, of which only the beginning is read. */
export async function columnsOfStored(name) {
  const beginning = await send(`files/${encodeURIComponent(name)}`, { headers: { Range: `bytes=0-${ENOUGH - 1}` } });
  return columnsOf(new File([await beginning.blob()], name));
}

/** The cells of the first line; quotes may hold delimiters and line ends. */
function cells(text, delimiter) {
  const found = [];
  let cell = "",
    quoted = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (quoted && sign === '"' && text[i + 1] === '"') {
      cell += sign;
      i++;
    } else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === delimiter) {
      found.push(cell);
      cell = "";
    } else if (!quoted && (sign === "\n" || sign === "\r")) break;
    else cell += sign;
  }
  return [...found, cell];
}

/** The file whose columns a member names, by its name: file1_col and output_cols1 speak of file1. */
export function fileOf(member, files) {
  const number = /_cols?_?(\d+)$/.exec(member)?.[1];
  return files.find(file => member.startsWith(`${file}_col`)) ?? (number && files.find(file => file.endsWith(number)));
}
