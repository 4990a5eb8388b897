// Short words with the user from anywhere: a question that must be answered, and news that passes by.

export interface Question {
  title: string;
  text: string;
  action: string;
  // What has to be typed before the button works, for what cannot be undone.
  typed?: string;
  answer: (yes: boolean) => void;
}

export interface News {
  id: number;
  text: string;
  isBad: boolean;
  // What went wrong, when something did: a refusal leads to its reason.
  error?: unknown;
}

class Asking {
  question = $state.raw<Question | null>(null);
  news = $state.raw<News[]>([]);
  #last = 0;

  ask(question: Omit<Question, "answer">): Promise<boolean> {
    return new Promise((resolve) => {
      this.question = {
        ...question,
        answer: (yes) => {
          this.question = null;
          resolve(yes);
        },
      };
    });
  }

  tell(text: string, isBad = false, error?: unknown): void {
    const id = ++this.#last;
    this.news = [...this.news, { id, text, isBad, error }];
    // Bad news stays until it is closed.
    if (!isBad) setTimeout(() => this.drop(id), 6000);
  }

  drop(id: number): void {
    this.news = this.news.filter((one) => one.id !== id);
  }
}

export const asking = new Asking();

// Does something at once and tells how it went.
export async function attempt(work: () => Promise<unknown>, done: string): Promise<boolean> {
  try {
    await work();
    asking.tell(done);
    return true;
  } catch (error) {
    asking.tell(error instanceof Error ? error.message : String(error), true, error);
    return false;
  }
}
