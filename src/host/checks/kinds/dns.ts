import { askServer } from '../dns/ask.ts';
import { type DnsAnswer, type DnsQuestion, dnsType, isDnsName } from '../dns/message.ts';
import { plainData, zoneText } from '../dns/zone-text.ts';
import { CheckFailure, type Kind, type Outcome, type SpecOf } from '../kind.ts';

type DnsSpec = SpecOf<'dns'>;

/** A query, whose response code and answers decide. */
export const dnsKind: Kind<DnsSpec> = {
  run: async ({ spec, address, port, place, sockets, signal }) => {
    const question = questionOf(spec);
    const to = { address, port, place };
    const { answer, elapsed } = await askServer(sockets, to, question, spec.transport, signal);
    return { ...judge(answer, question, spec), duration: elapsed };
  },
};

function questionOf({ name, type, recursion }: DnsSpec): DnsQuestion {
  const known = dnsType(type);
  if (known === undefined || !isDnsName(name))
    throw new CheckFailure('bad-answer', `nobody can ask for ${name} ${type}`);
  return { name, type: known, recursion };
}

/** What an answer says about the server that gave it. */
export function judge(
  answer: DnsAnswer,
  question: DnsQuestion,
  expected: Pick<DnsSpec, 'rcodes' | 'answers'>,
): Outcome {
  const { rcode, records } = answer;
  if (!expected.rcodes.some((one) => one.toUpperCase() === rcode)) return { reason: 'wrong-answer', detail: rcode };
  if (expected.answers.length === 0) return { reason: 'ok' };
  const { type } = question;
  const wanted = new Set(expected.answers.map((text) => plainData(type, text)));
  const texts = records.filter((record) => record.type === type).map(zoneText);
  if (texts.some((text) => wanted.has(plainData(type, text)))) return { reason: 'ok' };
  const found = texts.length === 0 ? `${rcode}, no ${type} record` : texts.join(', ');
  return { reason: 'wrong-answer', detail: found };
}
