import { Cached, cached, cacheOf } from 'warmscope';
import { Marked, Traced } from './plain-decorators.js';
import { say } from './say.js';

class Shapes<Row extends { id: string }> {
  parse(text: string): string[];
  parse(count: number): number[];
  @Cached()
  parse(source: string | number): unknown[] {
    return [source, source];
  }

  @Cached()
  first<T extends Row>(rows: readonly T[]): T | undefined {
    return rows[0];
  }

  @Cached({ key: (id: string) => id })
  row(id: string, make: (id: string) => Row): Row {
    return make(id);
  }
}

class Base {
  @Cached()
  load(id: number): string[] {
    return [`base ${id}`];
  }

  @Cached({ per: 'class' })
  kind(): string[] {
    return [this.constructor === Base ? 'base' : 'derived'];
  }
}

class Derived extends Base {
  @Cached()
  override load(id: number): string[] {
    return ['derived', ...super.load(id)];
  }
}

class Plain extends Base {
  override load(id: number): string[] {
    return ['plain', ...super.load(id)];
  }
}

/** Other libraries' decorators around ours, and below it. */
class Stacked {
  @Traced('outside')
  @Cached()
  @Traced('inside')
  both(id: number): { id: number } {
    return { id };
  }

  @Cached()
  @Marked('below')
  below(id: number): { id: number } {
    return { id };
  }

  @Marked('above')
  @Cached()
  above(id: number): { id: number } {
    return { id };
  }

  @Traced('getter')
  @Cached()
  get value(): { id: number } {
    return { id: 1 };
  }
}

const markOf = (method: unknown): unknown => (method as { mark?: string }).mark;

export function shapes(): void {
  const shapes = new Shapes<{ id: string; size: number }>();
  const [text, count]: [string[], number[]] = [shapes.parse('1'), shapes.parse(1)];
  say('overloads', text, count, shapes.parse('1') === text, shapes.parse(1) === count);
  const row = { id: 'r1', size: 2, extra: true };
  const extra: boolean | undefined = shapes.first([row])?.extra;
  say('generics', extra, shapes.row('r2', (id) => ({ id, size: 3 })).size, shapes.row('r2', (id) => ({ id, size: 4 })).size);

  const [base, derived, plain] = [new Base(), new Derived(), new Plain()];
  say('inheritance', base.load(1), derived.load(1), plain.load(1));
  say('kept apart', base.load(1) === base.load(1), derived.load(1) === derived.load(1), plain.load(1) === plain.load(1));
  say('per concrete class', base.kind(), derived.kind(), plain.kind(), derived.kind() === new Derived().kind());
  say('entries', cacheOf(Base, 'load').size, cacheOf(derived, 'load').size);

  const stacked = new Stacked();
  say('stacked', stacked.both(1) === stacked.both(1), stacked.value === stacked.value);
  say('marks', markOf(Stacked.prototype.below), markOf(Stacked.prototype.above), stacked.below(1) === stacked.below(1));
  say('found below others', cacheOf(stacked, 'both').size, cacheOf(stacked, 'value').size);

  const square = cached((value: number) => ({ value: value * value }), { name: 'square' });
  say('function', square(3), square(3) === square(3), cacheOf(square).stats().name);
}
