// What a JSON Schema says of a member, as far as a form needs it.

/** @returns file | secret | choice | flag | number | text | texts | files | list | group | json */
export function kindOf(schema) {
  const types = [].concat(schema.type ?? []).filter(name => name !== "null");
  // Numbers may come as texts, too; a form writes them as numbers.
  const type = types.find(name => name === "integer" || name === "number") ?? types[0];
  if (isFile(schema)) return "file";
  if (schema.enum) return "choice";
  if (type === "boolean") return "flag";
  if (type === "number" || type === "integer") return "number";
  if (type === "string") return schema.format === "password" ? "secret" : "text";
  if (type === "array" && schema.items && isFile(schema.items)) return "files";
  if (type === "array" && kindOf(schema.items ?? {}) === "text") return "texts";
  if (type === "array" && schema.items?.properties) return "list";
  if (type === "object" && schema.properties) return "group";
  return "json";
}

function isFile(schema) {
  return schema.format === "input-file" || (schema.anyOf ?? []).some(isFile);
}

/** What a form starts with: the defaults, and an empty place for what must be given. */
export function startOf(schema) {
  const value = {};
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const kind = kindOf(member);
    // A file's default is the name that an example has; nobody's form should start with it.
    if (kind === "file" || kind === "files") continue;
    if (member.default !== undefined) value[name] = structuredClone(member.default);
    if (kind === "list" && !value[name]?.length) value[name] = schema.required?.includes(name) ? [startOf(member.items)] : [];
    if (kind === "group" && value[name] == null && schema.required?.includes(name)) value[name] = startOf(member);
  }
  return value;
}

/** Without what was left empty, so that the service's own defaults hold. */
export function withoutEmpty(value) {
  if (Array.isArray(value)) return value.map(withoutEmpty).filter(one => one !== undefined && one !== "");
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value)
    .map(([name, member]) => [name, withoutEmpty(member)])
    .filter(([, member]) => member !== undefined && member !== null && member !== "" && !(Array.isArray(member) && member.length === 0));
  return Object.fromEntries(kept);
}
