import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream of bytes into the texts of the JSON values in it; nothing need stand between them. */
export type JsonSplitter = {
  /**
   * The values that the chunk completes. A number or word at the top is complete when something else follows it.
   * Throws when what has come of one value is longer than the limit, or a bracket closes nothing.
   */
  readonly push: (chunk: Buffer) => readonly string[];
  /** Whether the bytes so far end within a value. */
  readonly isInside: () => boolean;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BEGINS = new Set([0x7b, 0x5b]);
const ENDS = new Set([0x7d, 0x5d]);
const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** @param limit the longest value, in UTF-16 units */
export function createJsonSplitter(limit: number): JsonSplitter {
  const decoder = new StringDecoder('utf8');
  /** What came of the value before this chunk. */
  let kept: string[] = [];
  let keptLength = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let inWord = false;

  const isInside = () => depth > 0 || inString || inWord;

  return {
    isInside,
    push: (chunk) => {
      const text = decoder.write(chunk);
      const values: string[] = [];
      let start = 0;
      const complete = (end: number) => {
        values.push(kept.length === 0 ? text.slice(start, end) : kept.join('') + text.slice(start, end));
        kept = [];
        keptLength = 0;
        start = end;
        inWord = false;
      };
      const inside = (code: number, end: number) => {
        if (escaped) escaped = false;
        else if (code === BACKSLASH) escaped = true;
        else if (code === QUOTE) {
          inString = false;
          if (depth === 0) complete(end);
        }
      };
      const endWord = (index: number) => {
        if (inWord) complete(index);
      };
      const close = (end: number) => {
        if (depth === 0) throw new SyntaxError('a bracket that closes nothing');
        depth -= 1;
        if (depth === 0) complete(end);
      };
      const atTop = (code: number, index: number) => {
        if (SPACES.has(code)) {
          endWord(index);
          start = index + 1;
        } else inWord = true;
      };
      const outside = (code: number, index: number) => {
        if (code === QUOTE) {
          endWord(index);
          inString = true;
        } else if (BEGINS.has(code)) {
          endWord(index);
          depth += 1;
        } else if (ENDS.has(code)) close(index + 1);
        else if (depth === 0) atTop(code, index);
      };
      for (let index = 0; index < text.length; index += 1) {
        const code = text.charCodeAt(index);
        if (inString) inside(code, index + 1);
        else outside(code, index);
      }
      if (isInside() && start < text.length) {
        kept.push(text.slice(start));
        keptLength += text.length - start;
        if (keptLength > limit) throw new RangeError(`a value of more than ${limit} characters`);
      }
      return values;
    },
  };
}
