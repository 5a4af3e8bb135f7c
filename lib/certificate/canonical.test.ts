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

test("every kind of value has its one form, nested as it is", () => {
  expect(canonicalText({ b: [], a: {}, c: [[1], { z: null, y: false }], d: '"\u2028', e: -0 })).toBe(
    '{"a":{},"b":[],"c":[[1],{"y":false,"z":null}],"d":"\\"\u2028","e":0}',
  );
  for (const bare of ["x", 7, true, null]) expect(canonicalText(bare)).toBe(JSON.stringify(bare));
  expect(canonicalText(["b", "a"])).toBe('["b","a"]');
});

test("what JSON cannot say twice is read whatever white space stands around it", () => {
  expect(parseOnce('{"a":"x y","b":[1,2]}')).toEqual({ a: "x y", b: [1, 2] });
  expect(parseOnce('\t{ "a"\n:\r"\\u0041" }')).toEqual({ a: "A" });
  expect(parseOnce('{"a\\"b":"\\\\"}')).toEqual({ 'a"b': "\\" });
  // Numbers have one writing here: 1e0 and 1.0 are not what was signed.
  for (const text of ['{"a":1e0}', '{"a":-0}', "[1,2,]", '{"a":"x" "y"}'])
    expect(parseOnce(text), text).toBeUndefined();
});
