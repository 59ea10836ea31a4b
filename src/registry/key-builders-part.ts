import { KeyBuilders } from '../keys/key-builders.js';
import { Part } from './container.js';

export const keyBuilders: Part<KeyBuilders> = /* @__PURE__ */ new Part(
  'keyBuilders',
  () => new KeyBuilders(),
);
