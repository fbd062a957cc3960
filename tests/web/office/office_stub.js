// Excel as an add-in sees it, over a workbook in memory. It is as strict as Excel: a property that was not loaded and
// synced throws, nothing is written before a sync, a block must have its range's shape, and a text that looks like a
// number becomes one unless an apostrophe stands before it.
(() => {
  const { workbook: given, lang, theme, key, api } = globalThis.__STUB__;
  const blank = () => ({ value: "", formula: "", form: "General", look: {} });
  const host = { name: given.name, sheets: [], names: {}, selected: null, active: null, calculated: 0, trips: [], asked: [] };
  globalThis.__host = host;
  for (const { name, rows, isProtected = false, tables = [], notes = [], comments = [] } of given.sheets) {
    const cells = rows.map((line) => line.map((value) => typed(blank(), value)));
    host.sheets.push({ name, cells, isProtected, rules: [], notes: [...notes], comments: [...comments], charts: [], tables, widths: {}, hidden: [], frozen: null, lists: [], depths: {}, folded: 0, properties: {} });
  }

  function failure(code) {
    return Object.assign(new Error(code), { code });
  }
  function typed(cell, value) {
    if (value === null) return cell;
    let held = value;
    let formula = value;
    if (typeof value === "string" && value.startsWith("'")) held = formula = value.slice(1);
    else if (typeof value === "string" && value.startsWith("=")) held = computed(value);
    else if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) held = formula = Number(value);
    if (value?.formula) [formula, held] = [value.formula, value.value];
    if (value?.text !== undefined) held = formula = value.text;
    return Object.assign(cell, { value: held, formula });
  }
  function computed(formula) {
    const link = /^=HYPERLINK\("(?:[^"]|"")*","((?:[^"]|"")*)"\)$/.exec(formula);
    if (!link) throw failure("InvalidArgument");
    return link[1].replaceAll('""', '"');
  }
  function sheetOf(name) {
    const found = host.sheets.find((one) => one.name === name);
    if (!found) throw failure("ItemNotFound");
    return found;
  }
  function cellAt(sheet, row, column) {
    sheet.cells[row] ??= [];
    return (sheet.cells[row][column] ??= blank());
  }
  function bounds(sheet) {
    let [top, left, bottom, right] = [Infinity, Infinity, -1, -1];
    sheet.cells.forEach((line, row) =>
      (line ?? []).forEach((cell, column) => {
        if (!cell || cell.formula === "") return;
        [top, left] = [Math.min(top, row), Math.min(left, column)];
        [bottom, right] = [Math.max(bottom, row), Math.max(right, column)];
      }),
    );
    return bottom < 0 ? null : { row: top, column: left, rows: bottom - top + 1, columns: right - left + 1 };
  }

  /** An object of the host's: `reads` are its properties, `writes` what may be set. */
  function proxy(context, { reads = {}, writes = {}, calls = {}, isNull }) {
    const loaded = {};
    const self = {
      load(names) {
        for (const name of String(names).split(",").map((one) => one.trim())) {
          if (!(name in reads)) throw failure(`no property ${name}`);
          context.queue.push(() => {
            if (isNull?.()) loaded.isNullObject = true;
            else Object.assign(loaded, { isNullObject: false, [name.split("/")[0]]: structured(reads[name]()) });
          });
        }
      },
      ...calls,
    };
    const names = new Set([...Object.keys(reads).map((one) => one.split("/")[0]), ...Object.keys(writes), "isNullObject"]);
    for (const name of names) {
      Object.defineProperty(self, name, {
        enumerable: true,
        get() {
          if (!(name in loaded)) throw failure(`PropertyNotLoaded: ${name}`);
          return loaded[name];
        },
        set(value) {
          if (!writes[name]) throw failure(`${name} cannot be set`);
          context.queue.push(() => writes[name](value));
        },
      });
    }
    return new Proxy(self, {
      get(target, name) {
        if (name in target || typeof name === "symbol" || name === "then") return target[name];
        throw failure(`Excel has no ${String(name)}`);
      },
      set(target, name, value) {
        if (!(name in target)) throw failure(`Excel has no ${String(name)}`);
        target[name] = value;
        return true;
      },
    });
  }
  const structured = (value) => (Array.isArray(value) && value[0]?.load ? value : JSON.parse(JSON.stringify(value)));

  function rangeOf(context, sheet, find) {
    const place = () => find() ?? { row: 0, column: 0, rows: 1, columns: 1 };
    const grid = (of) => {
      const { row, column, rows, columns } = place();
      return Array.from({ length: rows }, (_, r) =>
        Array.from({ length: columns }, (_, c) => of(sheet().cells[row + r]?.[column + c] ?? blank())),
      );
    };
    const each = (act) => {
      const { row, column, rows, columns } = place();
      for (let r = 0; r < rows; r += 1) for (let c = 0; c < columns; c += 1) act(cellAt(sheet(), row + r, column + c), r, c);
    };
    const open = () => {
      if (sheet().isProtected) throw failure("AccessDenied");
    };
    const setAll = (name) => (given) => {
      open();
      const { rows, columns } = place();
      if (!Array.isArray(given) || given.length !== rows || given.some((line) => line.length !== columns)) {
        throw failure("InvalidArgument: shape");
      }
      context.writes += 1;
      each((cell, r, c) => (name === "form" ? (cell.form = given[r][c]) : typed(cell, given[r][c])));
    };
    const deepen = (by, step) => {
      if (by !== "ByRows") throw failure("InvalidArgument");
      const { row, rows } = place();
      const { depths } = sheet();
      const taken = Array.from({ length: rows }, (_, at) => row + at + 1).filter((at) => step > 0 || depths[at]);
      if (!taken.length) throw failure("InvalidOperation: nothing is grouped");
      for (const at of taken) depths[at] = (depths[at] ?? 0) + step;
    };
    const look = (name) => ({ [name]: (value) => (open(), each((cell) => (cell.look[name] = value))) });
    const font = proxy(context, { writes: { ...look("bold"), ...look("color"), ...look("size") } });
    const fill = proxy(context, { writes: { color: (value) => (open(), each((cell) => (cell.look.fill = value))) } });
    const whole = () => find() === "whole";
    return proxy(context, {
      isNull: () => find() === null,
      reads: {
        values: () => (context.reads += 1, grid((cell) => cell.value)),
        formulas: () => grid((cell) => cell.formula),
        numberFormat: () => grid((cell) => cell.form),
        rowIndex: () => place().row,
        columnIndex: () => place().column,
        rowCount: () => place().rows,
        columnCount: () => place().columns,
      },
      writes: {
        values: setAll("value"),
        numberFormat: setAll("form"),
        columnHidden: (value) => value && sheet().hidden.push(place().column),
        rowHidden: (value) => (sheet().folded = value ? place().row + 1 : 0),
      },
      calls: {
        format: proxy(context, {
          writes: { columnWidth: (value) => (sheet().widths[place().column] = value), ...look("wrapText"), ...look("horizontalAlignment") },
          calls: { font, fill },
        }),
        dataValidation: proxy(context, { writes: { rule: (value) => sheet().lists.push(value.list.source), errorAlert: () => {} } }),
        conditionalFormats: rulesOf(context, sheet, place),
        group: (by) => context.queue.push(() => (open(), deepen(by, 1))),
        ungroup: (by) => context.queue.push(() => (open(), deepen(by, -1))),
        clear: () => context.queue.push(() => (open(), whole() ? (sheet().cells = []) : each((cell) => Object.assign(cell, blank())))),
        insert: () => context.queue.push(() => (open(), sheet().cells.splice(place().row, 0, ...Array.from({ length: place().rows }, () => [])))),
        delete: () => context.queue.push(() => (open(), sheet().cells.splice(place().row, place().rows))),
        select: () => context.queue.push(() => (host.selected = { sheet: sheet().name, ...place() })),
      },
    });
  }

  function rulesOf(context, sheet, place) {
    const ruleProxy = (rule) => {
      const formula = proxy(context, { reads: { formula: () => rule.formula }, writes: { formula: (value) => (rule.formula = value) } });
      const fill = proxy(context, { writes: { color: (value) => (rule.fill = value) } });
      const font = proxy(context, { writes: { color: (value) => (rule.ink = value), bold: (value) => (rule.bold = value) } });
      const custom = proxy(context, { calls: { rule: formula, format: proxy(context, { calls: { fill, font } }) } });
      const said = proxy(context, {
        reads: { type: () => rule.type },
        calls: { custom, delete: () => context.queue.push(() => (sheet().rules = sheet().rules.filter((one) => one !== rule))) },
      });
      return said;
    };
    return proxy(context, {
      reads: {
        "items/type": () =>
          sheet().rules.map((rule) => {
            const item = ruleProxy(rule);
            item.load("type");
            context.late.push(context.queue.pop());
            return item;
          }),
      },
      calls: {
        clearAll: () => context.queue.push(() => (sheet().rules = [])),
        add(type) {
          const rule = { type, formula: "", fill: "" };
          context.queue.push(() => sheet().rules.push(Object.assign(rule, place())));
          return ruleProxy(rule);
        },
      },
    });
  }

  function named(context, list, extra = () => ({})) {
    return proxy(context, {
      reads: {
        "items/name": () =>
          list().map((one) => {
            const item = proxy(context, { reads: { name: () => one.name }, calls: extra(one) });
            item.load("name");
            context.late.push(context.queue.pop());
            return item;
          }),
      },
    });
  }

  function sheetProxy(context, find, name) {
    const sheet = () => find() ?? sheetOf(name);
    const range = (spot) => rangeOf(context, sheet, spot);
    const charts = named(context, () => sheet().charts, (chart) => ({
      delete: () => context.queue.push(() => (sheet().charts = sheet().charts.filter((one) => one !== chart))),
    }));
    const tables = named(context, () => sheet().tables, (table) => ({
      getRange: () => range(() => table),
      resize: (area) => {
        area.load("rowCount");
        context.queue.push(() => (table.rows = area.rowCount));
      },
    }));
    const remarks = (list, property, extra) => ({
      reads: {
        [`items/${property}`]: () =>
          sheet()[list].map((one) => {
            const item = proxy(context, {
              reads: { [property]: () => one[property] },
              calls: {
                getLocation: () => range(() => ({ row: one.row, column: one.column, rows: 1, columns: 1 })),
                delete: () => context.queue.push(() => (sheet()[list] = sheet()[list].filter((held) => held !== one))),
              },
            });
            item.load(property);
            context.late.push(context.queue.pop());
            return item;
          }),
      },
      calls: extra,
    });
    const notes = proxy(context, remarks("notes", "content", {
      add(area, content) {
        area.load("rowIndex,columnIndex");
        context.queue.push(() => {
          const [row, column] = [area.rowIndex, area.columnIndex];
          const taken = [...sheet().notes, ...sheet().comments].some((one) => one.row === row && one.column === column);
          if (taken || typeof content !== "string" || !content) throw failure("InvalidArgument");
          sheet().notes.push({ row, column, content });
        });
      },
    }));
    const comments = proxy(context, remarks("comments", "id", {}));
    const chartsWithAdd = new Proxy(charts, {
      get: (target, key_) => (key_ === "add" ? () => newChart(context, sheet) : target[key_]),
    });
    return proxy(context, {
      isNull: () => !find(),
      reads: { name: () => sheet().name },
      calls: {
        protection: proxy(context, { isNull: () => !find(), reads: { protected: () => sheet().isProtected } }),
        charts: nullable(find, chartsWithAdd, context),
        tables: nullable(find, tables, context),
        notes,
        comments,
        freezePanes: {
          unfreeze: () => context.queue.push(() => (sheet().frozen = null)),
          freezeRows: (rows) => context.queue.push(() => (sheet().frozen = [rows, 0])),
          freezeAt: (area) => {
            area.load("rowCount,columnCount");
            context.queue.push(() => (sheet().frozen = [area.rowCount, area.columnCount]));
          },
        },
        activate: () => context.queue.push(() => (host.active = sheet().name)),
        showOutlineLevels: (rows, columns) => context.queue.push(() => (sheet().folded = columns === 0 ? rows : failure("columns"))),
        customProperties: {
          add: (name_, value) => context.queue.push(() => (sheet().properties[name_] = value)),
          getItemOrNullObject: (name_) =>
            proxy(context, { isNull: () => !(name_ in sheet().properties), reads: { value: () => sheet().properties[name_] } }),
        },
        getUsedRangeOrNullObject: (valuesOnly) => {
          if (valuesOnly !== true) throw failure("only values are used");
          return range(() => (find() ? bounds(sheet()) : null));
        },
        getRangeByIndexes: (row, column, rows, columns) => {
          if (![row, column, rows, columns].every(Number.isInteger) || row < 0 || column < 0 || rows < 1 || columns < 1) throw failure("InvalidArgument");
          return range(() => ({ row, column, rows, columns }));
        },
        getRange: (address) => {
          if (address === undefined) return range(() => "whole");
          const [, from, to] = /^(\d+):(\d+)$/.exec(address);
          return range(() => ({ row: from - 1, column: 0, rows: to - from + 1, columns: 1 }));
        },
      },
    });
  }

  /** Collections of a sheet that may not be there: loading them then loads nothing. */
  function nullable(find, inner, context) {
    return new Proxy(inner, {
      get(target, name) {
        if (name !== "load") return target[name];
        return (spec) => {
          const before = context.queue.length;
          target.load(spec);
          const added = context.queue.splice(before);
          context.queue.push(() => find() && added.forEach((act) => act()));
        };
      },
    });
  }

  function newChart(context, sheet) {
    const chart = { name: "", title: "", series: [{}] };
    context.queue.push(() => sheet().charts.push(chart));
    const line = (at) =>
      proxy(context, {
        writes: { name: (value) => (chart.series[at].name = value) },
        calls: { setValues: () => {}, setXAxisValues: () => {} },
      });
    return proxy(context, {
      writes: { name: (value) => (chart.name = value) },
      calls: {
        title: proxy(context, { writes: { text: (value) => (chart.title = value) } }),
        series: { getItemAt: line, add: () => line(chart.series.push({}) - 1) },
        setPosition: () => {},
      },
    });
  }

  function contextOf() {
    const context = { queue: [], late: [], reads: 0, writes: 0, syncs: 0 };
    context.sync = async () => {
      await new Promise((later) => setTimeout(later, 1));
      const before = JSON.stringify(host.sheets.map((one) => one.name));
      const queue = context.queue;
      context.queue = [];
      for (const act of queue) act();
      while (context.late.length) context.late.shift()();
      context.syncs += 1;
      host.sheetsChanged ||= before !== JSON.stringify(host.sheets.map((one) => one.name));
    };
    const find = (name) => () => host.sheets.find((one) => one.name === name);
    const worksheets = proxy(context, {
      reads: {
        "items/name": () =>
          host.sheets.map(({ name }) => {
            const item = sheetProxy(context, find(name), name);
            item.load("name");
            context.late.push(context.queue.pop());
            return item;
          }),
      },
      calls: {
        getItem: (name) => sheetProxy(context, () => sheetOf(name), name),
        getItemOrNullObject: (name) => sheetProxy(context, find(name), name),
        add: (name) => {
          context.queue.push(() => {
            if (find(name)()) throw failure("ItemAlreadyExists");
            host.sheets.push({ name, cells: [], isProtected: false, rules: [], notes: [], comments: [], charts: [], tables: [], widths: {}, hidden: [], frozen: null, lists: [], depths: {}, folded: 0, properties: {} });
          });
          return sheetProxy(context, () => sheetOf(name), name);
        },
      },
    });
    const names = {
      getItemOrNullObject: (name) =>
        proxy(context, {
          isNull: () => !(name in host.names),
          reads: { name: () => name, formula: () => host.names[name] },
          writes: { formula: (value) => (host.names[name] = value) },
        }),
      add: (name, formula) => context.queue.push(() => (host.names[name] = formula)),
    };
    const application = { calculate: () => context.queue.push(() => (host.calculated += 1)) };
    context.application = { suspendScreenUpdatingUntilNextSync: () => {} };
    context.workbook = proxy(context, { reads: { name: () => host.name }, calls: { worksheets, names, application } });
    return context;
  }

  globalThis.Excel = {
    run: async (work) => {
      const context = contextOf();
      const result = await work(context);
      await context.sync();
      host.trips.push({ reads: context.reads, writes: context.writes, syncs: context.syncs });
      return result;
    },
  };

  const settings = new Map();
  const commands = new Map();
  globalThis.__commands = commands;
  globalThis.Office = {
    onReady: async (ready) => ready?.({ host: "Excel", platform: "OfficeOnline" }),
    context: {
      displayLanguage: lang,
      partitionKey: "test-",
      requirements: { isSetSupported: (set, version) => set === "ExcelApi" && Number(version.split(".")[1]) <= (api ?? 18) },
      officeTheme: theme === undefined ? undefined : { isDarkTheme: theme === "dark" },
      document: {
        url: "https://office.example/sites/film/p.xlsx",
        settings: { get: (name) => settings.get(name) ?? null, set: (name, value) => settings.set(name, value), saveAsync: () => {} },
      },
    },
    actions: { associate: (name, act) => commands.set(name, act) },
    addin: { showAsTaskpane: async () => {} },
    auth: {
      getAccessToken: async (options) => {
        host.asked.push(options);
        if (!key) throw Object.assign(new Error("13001"), { code: 13001 });
        return key;
      },
    },
  };

  const functions = new Map();
  globalThis.__functions = functions;
  class FunctionError extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }
  globalThis.CustomFunctions = {
    associate: (id, act) => functions.set(id, act),
    Error: FunctionError,
    ErrorCode: {
      invalidValue: "#VALUE!", notAvailable: "#N/A", invalidReference: "#REF!", invalidName: "#NAME?",
      invalidNumber: "#NUM!", divisionByZero: "#DIV/0!", nullReference: "#NULL!",
    },
  };

  /** The whole workbook as data, for the test to look at. */
  globalThis.__dump = () =>
    host.sheets.map(({ name, cells, rules, notes, comments, charts, frozen, hidden, depths, folded }) => ({
      name,
      rules,
      notes,
      comments,
      charts,
      frozen,
      hidden,
      depths,
      folded,
      rows: cells.map((line) => Array.from(line ?? [], (cell) => cell?.value ?? "")),
      formulas: cells.map((line) => Array.from(line ?? [], (cell) => cell?.formula ?? "")),
    }));
})();
