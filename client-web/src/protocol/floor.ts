/* What the oldest browsers we serve lack and our libraries call (Chrome 78, Safari 14). */
const built = Object as unknown as {
  hasOwn?: (object: object, key: PropertyKey) => boolean;
};

built.hasOwn ??= (object, key) => Object.prototype.hasOwnProperty.call(object, key);

export {};
