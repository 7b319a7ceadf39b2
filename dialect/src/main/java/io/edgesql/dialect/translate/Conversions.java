package io.edgesql.dialect.translate;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;

/** From one representation to another, inside SQLite, as MySQL converts. */
final class Conversions {
  /** Powers of ten beyond this do not fit a 64-bit integer. */
  static final int MAX_POWER = 18;

  private Conversions() {}

  /** How a value of this type stands while it is being computed with. */
  static Representation computed(SqlType type) {
    return switch (type.name()) {
      case DECIMAL -> new Representation(Kind.SCALED, type.scale());
      case TIMESTAMP -> new Representation(Kind.DATETIME, type.scale());
      case ENUM, SET -> Representation.of(Kind.TEXT);
      default -> Representation.ofColumn(type);
    };
  }

  static long power(int exponent) {
    if (exponent > MAX_POWER) {
      throw unsupported("DECIMAL with more than 18 digits here");
    }
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }

  static SqlException unsupported(String what) {
    return SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, what);
  }

  /** The value as {@code target}; {@code type} is the MySQL type it has afterwards. */
  static Lowered to(Lowered from, Representation target, SqlType type) {
    if (from.representation().equals(target) || areLong(from.representation(), target)) {
      return new Lowered(from.sql(), target, type, from.isColumn());
    }
    Sql sql =
        switch (target.kind()) {
          case INTEGER, UNSIGNED64 -> integer(from);
          case SCALED -> scaled(from, target.scale());
          case REAL -> real(from);
          case TEXT -> text(from);
          case BLOB -> blob(from);
          case DATE -> date(from);
          case DATETIME -> datetime(from, target.scale());
          case TIME -> time(from, target.scale());
          case TIMESTAMP -> throw unsupported("conversion to TIMESTAMP here");
          case JSON -> json(from);
          case DECIMAL_TEXT -> longDecimal(from, target.scale());
        };
    return new Lowered(sql, target, type);
  }

  /** MySQL's val_int: numbers are rounded, strings read up to the first character that is none. */
  static Sql integer(Lowered from) {
    Sql x = from.sql();
    return switch (from.kind()) {
      case INTEGER -> x;
      case UNSIGNED64 -> Sql.f("{0}+0", x);
      case SCALED -> rescale(x, from.scale(), 0);
      case REAL -> Sql.f("CAST(round({0}) AS INTEGER)", x);
      case TEXT, BLOB, JSON -> new Sql.Cast(x, "INTEGER");
      case DECIMAL_TEXT -> rescale(LongDecimals.toScaled(x, from.scale()), from.scale(), 0);
      case DATE -> Sql.f("CAST(replace({0},'-','') AS INTEGER)", x);
      case DATETIME, TIMESTAMP ->
          Sql.f(
              "CAST(replace(replace(replace(substr({0},1,19),'-',''),':',''),' ','') AS INTEGER)",
              datetime(from, from.scale()));
      case TIME ->
          Sql.f(
              "sign({0})*(abs({0})/3600000000*10000+abs({0})/60000000%60*100"
                  + "+abs({0})/1000000%60)",
              x);
    };
  }

  /** Two such texts may differ in scale only; they keep no trailing zeros, so both are the same. */
  private static boolean areLong(Representation from, Representation to) {
    return from.kind() == Kind.DECIMAL_TEXT
        && to.kind() == Kind.DECIMAL_TEXT
        && from.scale() <= to.scale();
  }

  /** A long DECIMAL as a scaled integer; overflows where it does not fit. */
  static Lowered asScaled(Lowered from) {
    return new Lowered(
        LongDecimals.toScaled(from.sql(), from.scale()),
        new Representation(Kind.SCALED, from.scale()),
        from.type());
  }

  private static Sql longDecimal(Lowered from, int scale) {
    return LongDecimals.ofScaled(scaled(from, scale), scale);
  }

  static Sql real(Lowered from) {
    Sql x = from.sql();
    return switch (from.kind()) {
      case REAL -> x;
      case INTEGER, UNSIGNED64, TEXT, BLOB, JSON -> new Sql.Cast(x, "REAL");
      case SCALED ->
          from.scale() == 0
              ? new Sql.Cast(x, "REAL")
              : Sql.f("{0}/{1}", x, new Sql.Word(power(from.scale()) + ".0"));
      case DECIMAL_TEXT -> real(asScaled(from));
      case DATE -> new Sql.Cast(integer(from), "REAL");
      case DATETIME, TIMESTAMP ->
          Sql.f(
              "CAST(replace(replace(replace({0},'-',''),':',''),' ','') AS REAL)",
              datetime(from, from.scale()));
      case TIME -> Sql.f("{0}+abs({1})%1000000/1000000.0*sign({1})", integer(from), x);
    };
  }

  /** DECIMAL: the value times 10^scale, halves rounded away from zero. */
  static Sql scaled(Lowered from, int scale) {
    Sql x = from.sql();
    return switch (from.kind()) {
      case SCALED -> rescale(x, from.scale(), scale);
      case DECIMAL_TEXT -> rescale(LongDecimals.toScaled(x, from.scale()), from.scale(), scale);
      case INTEGER, UNSIGNED64 -> rescale(integer(from), 0, scale);
      case DATE -> rescale(integer(from), 0, scale);
      case DATETIME, TIMESTAMP, TIME ->
          from.scale() == 0
              ? rescale(integer(from), 0, scale)
              : Sql.f("CAST(round({0}*{1}) AS INTEGER)", real(from), Sql.number(power(scale)));
      default -> Sql.f("CAST(round({0}*{1}) AS INTEGER)", real(from), Sql.number(power(scale)));
    };
  }

  /** From one scale to another. */
  static Sql rescale(Sql x, int from, int to) {
    if (to == from || x == Terms.NULL) {
      return x;
    }
    if (to > from) {
      return Sql.f("{0}*{1}", x, Sql.number(power(to - from)));
    }
    return roundedQuotient(x, power(from - to));
  }

  /** x divided by a positive constant, halves away from zero, exactly. */
  static Sql roundedQuotient(Sql x, long divisor) {
    if (divisor == 1) {
      return x;
    }
    // The remainder is looked at by itself so that nothing overflows.
    return Let.of(
        x,
        v ->
            Sql.f(
                "{0}/{1}+(abs({0}%{1})>={2})*sign({0})",
                v, Sql.number(divisor), Sql.number((divisor + 1) / 2)));
  }

  static Sql text(Lowered from) {
    Sql x = from.sql();
    SqlType type = from.type();
    return switch (from.kind()) {
      case TEXT, DATE, JSON -> x;
      case DATETIME -> x;
      case TIMESTAMP -> datetime(from, from.scale());
      case BLOB -> new Sql.Cast(x, "TEXT");
      case INTEGER -> integerText(x, type);
      case UNSIGNED64 ->
          Sql.f(
              "CASE typeof({0}) WHEN 'text' THEN ltrim({0},'0')" + " ELSE CAST({0} AS TEXT) END",
              x);
      case SCALED -> decimalText(x, from.scale());
      case DECIMAL_TEXT -> LongDecimals.toText(x, from.scale());
      case REAL -> Let.of(x, Conversions::realText);
      case TIME -> Let.of(x, v -> timeText(v, from.scale()));
    };
  }

  private static Sql integerText(Sql x, SqlType type) {
    if (type.is(TypeName.ENUM)) {
      List<Sql> conditions = new ArrayList<>();
      List<Sql> results = new ArrayList<>();
      for (int i = 0; i < type.members().size(); i++) {
        conditions.add(Sql.f("{0}=" + (i + 1), x));
        results.add(new Sql.Text(type.members().get(i)));
      }
      conditions.add(Sql.f("{0}=0", x));
      results.add(new Sql.Text(""));
      return new Sql.Case(conditions, results, null);
    }
    if (type.is(TypeName.SET)) {
      List<Sql> parts = new ArrayList<>();
      for (int i = 0; i < type.members().size(); i++) {
        parts.add(
            Sql.f(
                "CASE WHEN {0}>>" + i + "&1 THEN {1} ELSE '' END",
                x,
                new Sql.Text("," + type.members().get(i))));
      }
      return Sql.when(
          Sql.f("{0} IS NULL", x),
          Terms.NULL,
          Sql.call("substr", Sql.concat(parts), Sql.number(2)));
    }
    if (type.is(TypeName.YEAR) || (type.zerofill() && type.length() > 0)) {
      int width = type.is(TypeName.YEAR) ? 4 : (int) type.length();
      return Sql.f("CASE WHEN {0} IS NOT NULL THEN printf('%0" + width + "d',{0}) END", x);
    }
    return new Sql.Cast(x, "TEXT");
  }

  static Sql decimalText(Sql x, int scale) {
    if (scale == 0) {
      return new Sql.Cast(x, "TEXT");
    }
    return Let.of(
        x,
        v ->
            Sql.f(
                "CASE WHEN {0}<0 THEN '-' ELSE '' END||(abs({0})/{1})||'.'"
                    + "||substr(abs({0})%{1}+{1},2)",
                v, Sql.number(power(scale))));
  }

  /** The shortest of 15, 16 or 17 digits that reads back as the same number; 5.0 is '5'. */
  private static Sql realText(Sql v) {
    Sql digits =
        Sql.f(
            "CASE WHEN CAST(printf('%.15g',{0}) AS REAL)={0} THEN printf('%.15g',{0})"
                + " WHEN CAST(printf('%!.16g',{0}) AS REAL)={0} THEN printf('%!.16g',{0})"
                + " ELSE printf('%!.17g',{0}) END",
            v);
    return Sql.f(
        "CASE WHEN abs({0})<1e15 AND {0}=CAST({0} AS INTEGER) THEN CAST(CAST({0} AS INTEGER) AS"
            + " TEXT) WHEN {0} IS NOT NULL THEN"
            + " replace(replace(replace({1},'e+','e'),'e-0','e-'),'.0e','e') END",
        v, digits);
  }

  static Sql timeText(Sql v, int scale) {
    String fraction =
        scale == 0 ? "" : "||'.'||substr(printf('%06d',abs({0})%1000000),1," + scale + ")";
    return Sql.f(
        "CASE WHEN {0} IS NOT NULL THEN CASE WHEN {0}<0 THEN '-' ELSE '' END"
            + "||printf('%02d:%02d:%02d',abs({0})/3600000000,abs({0})/60000000%60,"
            + "abs({0})/1000000%60)"
            + fraction
            + " END",
        v);
  }

  static Sql blob(Lowered from) {
    return from.kind() == Kind.BLOB ? from.sql() : new Sql.Cast(text(from), "BLOB");
  }

  /** 'YYYY-MM-DD'; NULL where there is no such date. */
  static Sql date(Lowered from) {
    return switch (from.kind()) {
      case DATE -> from.sql();
      case DATETIME, TIMESTAMP -> Sql.f("substr({0},1,10)", datetime(from, from.scale()));
      case TEXT, JSON, BLOB -> Sql.f("substr({0},1,10)", TemporalText.normalised(text(from), 0));
      case INTEGER, UNSIGNED64, SCALED, REAL ->
          Sql.f("substr({0},1,10)", TemporalText.ofNumber(integer(from), 0));
      case TIME, DECIMAL_TEXT -> throw unsupported("conversion of " + from.kind() + " to DATE");
    };
  }

  /** 'YYYY-MM-DD HH:MM:SS[.f]' in the session's time zone. */
  static Sql datetime(Lowered from, int scale) {
    Sql x = from.sql();
    return switch (from.kind()) {
      case DATE -> Sql.f("{0}||{1}", x, new Sql.Text(" 00:00:00" + TemporalText.zeros(scale)));
      case DATETIME -> TemporalText.rescale(x, from.scale(), scale);
      case TIMESTAMP ->
          TemporalText.rescale(TemporalText.local(x, from.scale()), from.scale(), scale);
      case TEXT, JSON, BLOB -> TemporalText.normalised(text(from), scale);
      case INTEGER, UNSIGNED64, SCALED, REAL -> TemporalText.ofNumber(integer(from), scale);
      case TIME, DECIMAL_TEXT -> throw unsupported("conversion of " + from.kind() + " to DATETIME");
    };
  }

  /** Microseconds. */
  static Sql time(Lowered from, int scale) {
    Sql x = from.sql();
    Sql micros =
        switch (from.kind()) {
          case TIME -> x;
          case DATE -> Sql.f("CASE WHEN {0} IS NOT NULL THEN 0 END", x);
          case DATETIME, TIMESTAMP -> TemporalText.clockMicros(datetime(from, from.scale()));
          case TEXT, JSON, BLOB -> TemporalText.timeMicros(text(from));
          case INTEGER, UNSIGNED64, SCALED, REAL ->
              Let.of(
                  integer(from),
                  v ->
                      Sql.f(
                          "CASE WHEN abs({0})/100%100<60 AND abs({0})%100<60 THEN"
                              + " sign({0})*(abs({0})/10000*3600+abs({0})/100%100*60"
                              + "+abs({0})%100)*1000000 END",
                          v));
          case DECIMAL_TEXT -> throw unsupported("conversion of DECIMAL to TIME");
        };
    boolean exact = from.kind() == Kind.TIME ? from.scale() <= scale : scale == 6;
    if (exact || from.kind() == Kind.DATE) {
      return micros;
    }
    long unit = power(6 - scale);
    return Let.of(
        micros,
        v -> Sql.f("({0}+sign({0})*{1})/{2}*{2}", v, Sql.number(unit / 2), Sql.number(unit)));
  }

  private static Sql json(Lowered from) {
    Sql x = from.sql();
    return switch (from.kind()) {
      case JSON -> x;
      case INTEGER, UNSIGNED64, SCALED, DECIMAL_TEXT -> text(from);
      case REAL -> new Sql.Cast(x, "TEXT");
      default -> Sql.f("json_quote({0})", text(from));
    };
  }
}
