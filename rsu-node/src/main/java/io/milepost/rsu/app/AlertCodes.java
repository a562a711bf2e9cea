package io.milepost.rsu.app;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import java.util.function.Function;
import picocli.CommandLine;

/** Codes of alerts on the command line; a wrong one is refused with those that exist. */
final class AlertCodes {
  private AlertCodes() {}

  static final class TypeCode implements CommandLine.ITypeConverter<IncidentType> {
    @Override
    public IncidentType convert(String code) {
      IncidentType type = converted(IncidentType::of, code);
      if (!type.forVehicles()) {
        throw new CommandLine.TypeConversionException(
            "'" + code + "' is for operators and never told to vehicles; report it to a node");
      }
      return type;
    }
  }

  static final class SeverityCode implements CommandLine.ITypeConverter<Severity> {
    @Override
    public Severity convert(String code) {
      return converted(Severity::of, code);
    }
  }

  static final class SuggestionCode implements CommandLine.ITypeConverter<Suggestion> {
    @Override
    public Suggestion convert(String code) {
      return converted(Suggestion::of, code);
    }
  }

  private static <T> T converted(Function<String, T> of, String code) {
    try {
      return of.apply(code);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(e.getMessage());
    }
  }
}
