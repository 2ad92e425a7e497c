/* The protocol without its worker, for tests and for programs of others. */
export * from "./archive";
export * from "./ballot";
export * from "./bytes";
export * from "./credential";
export * from "./device";
export * from "./election";
export * from "./errors";
export * from "./group";
export * from "./proof";
export * from "./receipt";
export * from "./record";
export * from "./recount";
export * from "./seal";
export * from "./secret";
export * from "./statement";
export * from "./tally";
export * from "./trustees";
