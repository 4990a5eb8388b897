// The ClientToken of a request: the same for the same request, however often it is sent, so that one whose answer was
// lost makes nothing twice; another one as soon as the request differs.
export class Token {
  #request = "";
  #token = "";

  of(request: object): string {
    const text = JSON.stringify(request);
    if (text !== this.#request) [this.#request, this.#token] = [text, crypto.getRandomValues(new Uint32Array(4)).join("-")];
    return this.#token;
  }
}
