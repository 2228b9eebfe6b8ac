using System.Globalization;
using System.Text.Json;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Analytics.Rules;

/// <summary>
/// Reads what the SDKs send: one event, or an array of them. They differ: fields are left out, null or empty, durations are whole or not, times have
/// Z or an offset and up to seven digits of fractions. Only the fields that count are read; the others are skipped without being stored anywhere.
/// </summary>
public static class ReadTelemetry
{
    /// <summary>Of one event in bytes. The longest real ones have a thousand.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Of an array in bytes.</summary>
    public const int MaxBatchBytes = 1024 * 1024;

    public const int MaxEvents = 500;

    /// <summary>Metadata of one's own may be nested.</summary>
    private const int MaxDepth = 32;

    /// <summary>Of a batch. The first ones show what is wrong with all.</summary>
    private const int MaxProblems = 20;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>The events, or every problem with them. Of a batch with a problem, none counts.</summary>
    public static Result<IReadOnlyList<SentEvent>> Parse(ReadOnlySpan<byte> body)
    {
        var text = body.StartsWith("\uFEFF"u8) ? body[3..] : body;
        var reader = new Utf8JsonReader(text, Options);
        try
        {
            return Parse(ref reader);
        }
        catch (JsonException exception)
        {
            // The parser counts from zero; people count from one.
            var (line, column) = ((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1);
            var sentence = $"The body isn't valid JSON: there is an error at line {line}, column {column}. Fix it and send it again.";
            return Error.Invalid("invalid_json", sentence, [new ErrorDetail(null, sentence, Line: line, Column: column)]);
        }
        catch (InvalidOperationException)
        {
            // A text with half of a surrogate pair or with bytes that are no UTF-8.
            const string Sentence = "A text in the body isn't valid UTF-8. Encode the body as UTF-8 and send it again.";
            return Error.Invalid("invalid_text", Sentence, [new ErrorDetail(null, Sentence)]);
        }
    }

    private static Result<IReadOnlyList<SentEvent>> Parse(ref Utf8JsonReader reader)
    {
        reader.Read();
        var (events, problems) = (new List<SentEvent>(1), new List<ErrorDetail>());
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Add(ref reader, "", events, problems);
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (events.Count == MaxEvents)
                    {
                        const string TooMany = "Send at most 500 events at once.";
                        return Error.Invalid("too_many_events", TooMany, [new ErrorDetail(null, TooMany)]);
                    }

                    Add(ref reader, string.Create(CultureInfo.InvariantCulture, $"{events.Count}."), events, problems);
                    if (problems.Count >= MaxProblems)
                    {
                        return Refuse(problems);
                    }
                }

                break;
            default:
                const string Neither = "Send one event as a JSON object, or several as an array of objects.";
                return Error.Invalid("invalid_body", Neither, [new ErrorDetail(null, Neither)]);
        }

        // Throws when something follows.
        reader.Read();
        return problems.Count > 0 ? Refuse(problems) : events;
    }

    private static Error Refuse(List<ErrorDetail> problems) => Error.Invalid(
        "invalid_event", problems.Count == 1 ? problems[0].Message : $"{problems[0].Message} There are more problems; see the details.", problems);

    /// <param name="at">Of the event in the body, for messages.</param>
    private static void Add(ref Utf8JsonReader reader, string at, List<SentEvent> events, List<ErrorDetail> problems)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            events.Add(Nothing);
            problems.Add(new ErrorDetail(at.TrimEnd('.'), "Each event must be a JSON object."));
            return;
        }

        var fields = default(Fields);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            fields.Read(ref reader, at, problems);
        }

        events.Add(fields.Event(at, problems));
    }

    private static readonly SentEvent Nothing = new("", false, 0, null, null, null, "", "");

    /// <summary>What was read so far. Of a field that comes twice, the last one counts.</summary>
    private ref struct Fields
    {
        private string? _event;
        private string? _status;
        private double? _milliseconds;
        private bool _hasDuration;
        private DateTimeOffset? _sentAt;
        private string? _extensionId;
        private string? _version;
        private string? _class;
        private string? _message;

        public void Read(ref Utf8JsonReader reader, string at, List<ErrorDetail> problems)
        {
            if (reader.ValueTextEquals("event"u8))
            {
                _event = Text(ref reader, at, "event", int.MaxValue, problems);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                _status = Text(ref reader, at, "status", int.MaxValue, problems);
            }
            else if (reader.ValueTextEquals("duration_ms"u8))
            {
                reader.Read();
                _hasDuration = true;
                _milliseconds = reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("timestamp"u8))
            {
                reader.Read();
                _sentAt = reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var instant) ? instant : null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("extension_id"u8))
            {
                _extensionId = Text(ref reader, at, "extension_id", SentEvent.MaxId + 1, problems);
            }
            else if (reader.ValueTextEquals("extension_version"u8))
            {
                _version = Text(ref reader, at, "extension_version", SentEvent.MaxId + 1, problems);
            }
            else if (reader.ValueTextEquals("error_class"u8))
            {
                _class = Text(ref reader, at, "error_class", SentEvent.MaxClass, problems);
            }
            else if (reader.ValueTextEquals("error_message"u8))
            {
                _message = Text(ref reader, at, "error_message", SentEvent.MaxSentMessage, problems);
            }
            else
            {
                reader.Skip();
            }
        }

        public readonly SentEvent Event(string at, List<ErrorDetail> problems)
        {
            if (!IsName(_event))
            {
                problems.Add(new ErrorDetail(
                    at + "event",
                    "event must be a name of at most 100 letters, digits, “.”, “_” and “-” that starts with a letter, such as issue.created."));
            }

            if (_status is not ("ok" or "error"))
            {
                problems.Add(new ErrorDetail(at + "status", "status must be ok or error."));
            }

            if (_milliseconds is not { } milliseconds)
            {
                problems.Add(new ErrorDetail(
                    at + "duration_ms", _hasDuration ? "duration_ms must be a number of milliseconds." : "Send duration_ms, the duration in milliseconds."));
            }
            else if (milliseconds < 0)
            {
                problems.Add(new ErrorDetail(at + "duration_ms", "duration_ms must not be negative."));
            }

            return new SentEvent(
                _event ?? "",
                _status == "error",
                Math.Clamp(_milliseconds ?? 0, 0, CallTotals.MostMilliseconds),
                _sentAt,
                string.IsNullOrEmpty(_extensionId) ? null : _extensionId,
                string.IsNullOrEmpty(_version) ? null : _version,
                _status == "error" ? _class ?? "" : "",
                _status == "error" ? _message ?? "" : "");
        }

        /// <param name="most">The rest is left out.</param>
        private static string? Text(ref Utf8JsonReader reader, string at, string field, int most, List<ErrorDetail> problems)
        {
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.Null:
                    return null;
                case JsonTokenType.String:
                    var text = reader.GetString()!;
                    return text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
                default:
                    reader.Skip();
                    problems.Add(new ErrorDetail(at + field, $"{field} must be a text."));
                    return null;
            }
        }

        private static bool IsName(string? name)
        {
            if (name is not { Length: > 0 and <= SentEvent.MaxEvent } || !char.IsAsciiLetter(name[0]))
            {
                return false;
            }

            foreach (var letter in name)
            {
                if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '_' or '-'))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
