import { type Labels, labelsOf, remembered } from '../labels.ts';
import { wholeMatch } from '../regex.ts';
import { EvaluationError } from '../value.ts';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function checkName(name: string, where: string): void {
  if (!LABEL_NAME.test(name)) throw new EvaluationError(`invalid ${where} label name ${JSON.stringify(name)}`);
}

/** `label_replace`: sets a label from what a regular expression finds in another; nothing changes where it does not match. */
export function labelReplace(to: string, template: string, from: string, pattern: string): (labels: Labels) => Labels {
  checkName(to, 'destination');
  let regex: RegExp;
  try {
    regex = wholeMatch(pattern);
  } catch (cause) {
    throw new EvaluationError(`invalid regular expression in label_replace(): ${pattern}`, { cause });
  }
  return remembered((labels) => {
    const match = regex.exec(labels.get(from) ?? '');
    return match === null ? labels : labelsOf([...labels, [to, expand(template, match)]]);
  });
}

// $$ $1 $name ${1} ${name}
const REFERENCE = /\$(?:\$|(\w+)|\{(\w+)\})/g;

/** As Go expands templates (regexp.Expand): a name is as long as can be, an unknown one is the empty text. */
function expand(template: string, match: RegExpExecArray): string {
  return template.replace(REFERENCE, (whole, bare?: string, braced?: string) => {
    if (whole === '$$') return '$';
    const name = bare ?? braced ?? '';
    return (/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? '';
  });
}

/** `label_join`: sets a label to the values of others. */
export function labelJoin(to: string, separator: string, from: readonly string[]): (labels: Labels) => Labels {
  checkName(to, 'destination');
  for (const name of from) checkName(name, 'source');
  return remembered((labels) =>
    labelsOf([...labels, [to, from.map((name) => labels.get(name) ?? '').join(separator)]]),
  );
}
