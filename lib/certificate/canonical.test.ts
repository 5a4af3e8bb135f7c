import { expect, test } from "vitest";
import { canonicalText, parseOnce } from "./canonical";

test("the same content is the same bytes, whatever the order and the white space", () => {
  const text = '{"a":[1,null,{"c":"é\\n","d":true}],"b":"x"}';
  expect(canonicalText(JSON.parse('{ "b": "x", "a": [1, null, {"d": true, "c": "\\u00e9\\n"}] }'))).toBe(text);
  expect(canonicalText(JSON.parse(text))).toBe(text);
  // By code unit, not by any language's alphabet.
  expect(canonicalText({ é: 1, z: 2, Z: 3 })).toBe('{"Z":3,"z":2,"é":1}');
});

test("JSON is read as everybody reads it, or not at all", () => {
  expect(parseOnce(' {"a" : [1, "\\u00e9 \\" }"]}\n')).toEqual({ a: [1, 'é " }'] });
  for (const text of ['{"a":1,"a":2}', '{"x":{"a":1,"\\u0061":1}}', "", "{", "nothing", '{"a":1}{"a":1}', '{"a":1.0}'])
    expect(parseOnce(text), text).toBeUndefined();
});
