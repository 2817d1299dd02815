/** What happened to what, for a person: the title `bond.active-slave-changed bond0:`, and the rest of the line. */
export type EventText = { readonly title: string; readonly text: string };

/** The object is named in the title; a message that begins with it need not say it again. */
export function eventText(type: string, subject: string, message: string): EventText {
  const prefix = `${subject}: `;
  return {
    title: `${type.replace(/^netsteward\./, '')} ${subject}:`,
    text: message.startsWith(prefix) ? message.slice(prefix.length) : message,
  };
}
