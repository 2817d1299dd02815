/** A template that is none, or that asks for what is not supported. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
