package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;

/** Dates and times as SQLite text: fractions, time zones, and reading them from other values. */
final class TemporalText {
  /** TIMEDIFF(NOW(), UTC_TIMESTAMP()): the session's offset, as microseconds. */
  private static final Typed ZONE_OFFSET =
      Shapes.call(
          "TIMEDIFF",
          SqlType.temporal(TypeName.TIME, 0),
          Shapes.call("NOW", SqlType.temporal(TypeName.DATETIME, 0)),
          Shapes.call("UTC_TIMESTAMP", SqlType.temporal(TypeName.DATETIME, 0)));

  private TemporalText() {}

  static String zeros(int scale) {
    return scale == 0 ? "" : ".000000".substring(0, scale + 1);
  }

  /** From one number of fractional digits to another; surplus digits are cut off. */
  static Sql rescale(Sql x, int from, int to) {
    if (to == from) {
      return x;
    }
    if (to < from) {
      return Sql.f("substr({0},1," + (to == 0 ? 19 : 20 + to) + ")", x);
    }
    String more = from == 0 ? zeros(to) : "000000".substring(0, to - from);
    return Sql.f("{0}||{1}", x, new Sql.Text(more));
  }

  /** The session's offset from UTC now, in microseconds. */
  static Sql zoneOffset() {
    Program.Binding binding =
        new Program.Scalar(ZONE_OFFSET, new Representation(Representation.Kind.TIME, 0));
    return new Sql.Bind(binding, Sql.Form.INTEGER);
  }

  /**
   * A UTC timestamp in the session's time zone.
   *
   * <p>Differs: in a zone with daylight saving time the offset of the statement's own time is used
   * for all values. Values that are merely shown are converted in Java and always exact.
   */
  static Sql local(Sql utc, int scale) {
    return shifted(utc, scale, "+");
  }

  /** A local time in UTC; see {@link #local}. */
  static Sql utc(Sql local, int scale) {
    return shifted(local, scale, "-");
  }

  private static Sql shifted(Sql x, int scale, String sign) {
    String formula = "datetime({0},(" + sign + "{1}/1000000)||' seconds')";
    if (scale > 0) {
      formula += "||substr({0},20)";
    }
    return Sql.f(formula, x, zoneOffset());
  }

  /**
   * Text as a DATETIME: the forms with two-digit parts as they are, one-digit parts and other
   * punctuation are not understood (NULL).
   */
  static Sql normalised(Sql text, int scale) {
    String form = scale == 0 ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M:%f";
    String fraction = scale > 3 ? "||" + "'" + "000".substring(0, scale - 3) + "'" : "";
    String cut = scale > 0 && scale < 3 ? "substr(" : "";
    String end = scale > 0 && scale < 3 ? ",1," + (20 + scale) + ")" : "";
    return Let.of(
        text,
        v ->
            Sql.f(
                "CASE WHEN substr({0},1,10) GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"
                    + " AND date(substr({0},1,10),'+0 days')=substr({0},1,10) THEN "
                    + cut
                    + "strftime('"
                    + form
                    + "',{0})"
                    + end
                    + fraction
                    + " END",
                v));
  }

  /** YYYYMMDD or YYYYMMDDHHMMSS as a DATETIME. */
  static Sql ofNumber(Sql number, int scale) {
    return Let.of(
        number,
        v ->
            Sql.f(
                "datetime(printf('%04d-%02d-%02d %02d:%02d:%02d',{1}/10000000000,"
                    + "{1}/100000000%100,{1}/1000000%100,{1}/10000%100,{1}/100%100,{1}%100))"
                    + (scale == 0 ? "" : "||'" + zeros(scale) + "'"),
                v,
                Sql.f("CASE WHEN {0}<100000000 THEN {0}*1000000 ELSE {0} END", v)));
  }

  /** The time of day of a DATETIME text in microseconds. */
  static Sql clockMicros(Sql datetime) {
    return Let.of(
        datetime,
        v ->
            Sql.f(
                "(substr({0},12,2)*3600+substr({0},15,2)*60+substr({0},18,2))*1000000"
                    + "+CAST(substr(substr({0},21)||'000000',1,6) AS INTEGER)",
                v));
  }

  /** Text [-]H:MM[:SS[.f]] or SS, or a DATETIME's clock, in microseconds. */
  static Sql timeMicros(Sql text) {
    return Let.of(
        text,
        v ->
            new Sql.Case(
                List.of(
                    Sql.f("{0} GLOB '[0-9][0-9][0-9][0-9]-*'", v), Sql.f("instr({0},':')=0", v)),
                List.of(clockMicros(v), Sql.f("CAST(CAST({0} AS REAL)*1000000 AS INTEGER)", v)),
                colonMicros(v)));
  }

  private static Sql colonMicros(Sql v) {
    Sql rest = Sql.f("substr({0},instr({0},':')+1)", v);
    return Sql.f(
        "CASE WHEN {0} LIKE '-%' THEN -1 ELSE 1 END*(abs(CAST({0} AS INTEGER))*3600000000"
            + "+CAST({1} AS INTEGER)*60000000+CASE WHEN instr({1},':')>0 THEN"
            + " CAST(round(CAST(substr({1},instr({1},':')+1) AS REAL)*1000000) AS INTEGER) ELSE 0"
            + " END)",
        v, rest);
  }
}
