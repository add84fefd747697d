// Independent check of the wraps in vectors/sealed-record-v1.json with npm packages:
//   npm install @hpke/core @hpke/chacha20poly1305 @hpke/hybridkem-x-wing
//   node wraps.mjs ../vectors/sealed-record-v1.json         opens every good wrap, refuses every broken one
//   node wraps.mjs --make SEED_HEX INFO_HEX DATA_HEX      makes a wrap for a 32-byte X-Wing seed
import { readFileSync } from "node:fs";
import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { XWing } from "@hpke/hybridkem-x-wing";

const ENC = 1120;
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const raw = (text) => new Uint8Array(Buffer.from(text, "hex"));
const buffer = (text) => raw(text).buffer;
const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });

async function keyOf(seed) {
  const kem = new XWing();
  return await kem.importKey("raw", buffer(seed), false);
}

async function open(wrap) {
  const blob = raw(wrap.blob);
  if (blob[0] !== 1 || blob[1] !== 1) throw new Error("unknown format");
  const recipient = await suite.createRecipientContext({
    recipientKey: await keyOf(wrap.seed),
    enc: blob.slice(2, 2 + ENC).buffer,
    info: buffer(wrap.info),
  });
  return hex(await recipient.open(blob.slice(2 + ENC).buffer));
}

if (process.argv[2] === "--make") {
  const [seed, info, data] = process.argv.slice(3);
  const pair = await suite.kem.deriveKeyPair(buffer(seed)).catch(() => null);
  const kem = new XWing();
  const own = await kem.importKey("raw", buffer(seed), false);
  const pub = process.env.PUBLIC ? await kem.importKey("raw", buffer(process.env.PUBLIC), true) : pair.publicKey;
  const sender = await suite.createSenderContext({ recipientPublicKey: pub, info: buffer(info) });
  const sealed = await sender.seal(buffer(data));
  console.log("0101" + hex(sender.enc) + hex(sealed));
} else {
  const { wraps } = JSON.parse(readFileSync(process.argv[2]));
  let wrong = 0;
  for (const wrap of wraps) {
    let opened = null;
    try { opened = await open(wrap); } catch { opened = null; }
    const right = wrap.opens ? opened === wrap.data : opened === null;
    if (!right) { wrong += 1; console.log("wrong:", wrap.name); }
  }
  console.log(`${wraps.length - wrong} of ${wraps.length} wraps as stated`);
  process.exit(wrong ? 1 : 0);
}
