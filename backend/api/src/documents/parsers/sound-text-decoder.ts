/**
 * Node 20 reads windows-1252 as Latin-1 when it is given all bytes at once, so that the euro sign, curly quotes and dashes
 * of Outlook and Excel become control characters; given as a stream they are read right.
 */
export class SoundTextDecoder extends TextDecoder {
  override decode(...[input, options]: Parameters<InstanceType<typeof TextDecoder>['decode']>): string {
    if (options?.stream || this.encoding !== 'windows-1252') return super.decode(input, options);
    return super.decode(input, { stream: true }) + super.decode();
  }
}

/** Libraries that decode by themselves take the global one. */
if (new TextDecoder('windows-1252').decode(Uint8Array.of(0x80)) !== '€')
  globalThis.TextDecoder = SoundTextDecoder;
