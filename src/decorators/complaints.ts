/** What the compiler shows where an option does not fit what is decorated, or makes no sense anywhere. */
export interface OptionDoesNotFit<Option, Given, Wanted> {
  readonly 'warmscope: an option does not fit': {
    readonly option: Option;
    readonly given: Given;
    readonly wanted: Wanted;
  };
}

/** What the compiler shows where an option does not exist. */
export interface NoSuchOption<Name, Advice> {
  readonly 'warmscope: there is no such option': { readonly name: Name; readonly advice: Advice };
}

/** What the compiler shows where a class has no member of a name. */
export interface NoSuchMember<Name, Advice> {
  readonly 'warmscope: there is no such member': { readonly name: Name; readonly advice: Advice };
}

/** What the compiler shows where a decorator stands on something else than a method or getter. */
export interface OnlyOnMethodsAndGetters {
  readonly 'warmscope: this decorator goes on methods and getters': never;
}

/** What the compiler shows where a decorator of methods stands on something else. */
export interface OnlyOnMethods {
  readonly 'warmscope: this decorator goes on methods': never;
}

/** What the compiler shows where a decorator that is a factory stands without its brackets. */
export interface WriteItWithBrackets {
  readonly 'warmscope: this decorator is a factory, write it with brackets': never;
}

/** What the compiler shows where a class stands that may not be defined yet. */
export interface WriteAFunction {
  readonly 'warmscope: a class goes in a function, () => TheClass': never;
}
