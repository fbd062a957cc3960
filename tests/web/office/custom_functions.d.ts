// The part of Microsoft's custom functions runtime that the add-in uses.
declare namespace CustomFunctions {
  class Error extends globalThis.Error {
    constructor(code: string, message?: string);
  }
  interface Invocation {
    parameterAddresses?: string[];
  }
  const ErrorCode: Record<string, string>;
  function associate(id: string, act: (...given: unknown[]) => Promise<unknown>): void;
}
