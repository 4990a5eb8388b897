// A form's state: whether it is being sent, and which field the server did not like. The API names a field by its
// code, or in backticks at the beginning of its message; what names none belongs to the whole form.
import { ApiError } from "../wire/transport";

export function fieldOf(error: unknown, fields: readonly string[], codes: Record<string, string> = {}): string | null {
  if (!(error instanceof ApiError)) return null;
  const byCode = codes[error.code];
  if (byCode !== undefined) return byCode;
  for (const match of error.message.matchAll(/`([^`]+)`/g)) {
    const name = match[1]!.split(".")[0]!;
    if (fields.includes(name)) return name;
  }
  return null;
}

export class FormState {
  sending = $state(false);
  error = $state.raw<unknown>(null);
  fieldErrors = $state.raw<Record<string, string>>({});

  constructor(
    readonly fields: readonly string[] = [],
    readonly codes: Record<string, string> = {},
  ) {}

  refuse(field: string, message: string): void {
    this.fieldErrors = { ...this.fieldErrors, [field]: message };
  }

  clear(): void {
    this.error = null;
    this.fieldErrors = {};
  }

  // Runs what the form does; true when it went well.
  async send(work: () => Promise<void>): Promise<boolean> {
    if (this.sending) return false;
    this.sending = true;
    this.clear();
    try {
      await work();
      return true;
    } catch (error) {
      const field = fieldOf(error, this.fields, this.codes);
      if (field !== null && error instanceof Error) this.refuse(field, error.message);
      else this.error = error;
      return false;
    } finally {
      this.sending = false;
    }
  }
}
