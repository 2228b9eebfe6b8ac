using System.Text;
using System.Text.Json;
using Kiket.Portal.Analytics.Rules;

namespace Kiket.Portal.Tests.Analytics;

public sealed class ReadTelemetryTests
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>What each SDK sent to a recorder, in the order of their files.</summary>
    public static IReadOnlyList<RecordedBody> Recorded { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Samples", "telemetry"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => JsonSerializer.Deserialize<RecordedBody>(File.ReadAllText(file), Snake)!),
    ];

    [Fact]
    public void The_bodies_of_all_SDKs_are_read()
    {
        Assert.Equal(10, Recorded.Count);
        var events = Recorded.Select(recorded => Assert.Single(ReadTelemetry.Parse(Encoding.UTF8.GetBytes(recorded.BodyText)).Value)).ToList();
        var totals = new CallTotals();
        events.ForEach(sent => totals.Add(sent.IsError, sent.Milliseconds));

        Assert.Equal((1_640_950, 4, 40.0m), (totals.SumMicroseconds, totals.Errors, totals.ErrorRate));
        Assert.Equal((12.9m, 1234.0m, 164.1m), (totals.Percentile(50), totals.Percentile(95), totals.AverageMilliseconds));
        Assert.All(events, sent => Assert.NotNull(sent.SentAt));
        Assert.Equal(2, events.Count(sent => sent.ExtensionId is null && sent.Version is null));
        // Ruby writes its own time zone, .NET seven digits.
        Assert.Equal(new DateTimeOffset(2026, 11, 29, 1, 40, 12, TimeSpan.Zero), events[3].SentAt);
        Assert.Equal(8_911_946, events[0].SentAt!.Value.Ticks % TimeSpan.TicksPerSecond);
        Assert.Equal("workflow.before_transition", events[7].Event);
    }

    [Theory]
    [InlineData("""{"event":"issue.created","status":"ok","duration_ms":1,"error_message":"","error_class":"","extension_id":"","metadata":null}""")]
    [InlineData("""{"event":"issue.created","status":"ok","duration_ms":1}""")]
    [InlineData("""{"metadata":{"event":"x","deep":[[[{"a":1}]]]},"event":"issue.created","status":"ok","duration_ms":1,"timestamp":"yesterday"}""")]
    [InlineData("""{"event":"x","event":"issue.created","status":"ok","duration_ms":1,"timestamp":7,"unknown":[1,2]}""")]
    public void Fields_may_be_missing_empty_null_or_unknown(string body)
    {
        var sent = Assert.Single(Parse(body).Value);

        Assert.Equal(("issue.created", false, 1d), (sent.Event, sent.IsError, sent.Milliseconds));
        Assert.Equal((null, null, null, "", ""), (sent.ExtensionId, sent.Version, sent.SentAt, sent.ErrorClass, sent.ErrorMessage));
    }

    [Theory]
    [InlineData("""{"status":"ok","duration_ms":1}""", "event")]
    [InlineData("""{"event":"1x","status":"ok","duration_ms":1}""", "event")]
    [InlineData("""{"event":"a b","status":"ok","duration_ms":1}""", "event")]
    [InlineData("""{"event":"a\nb","status":"ok","duration_ms":1}""", "event")]
    [InlineData("""{"event":"é","status":"ok","duration_ms":1}""", "event")]
    [InlineData("""{"event":7,"status":"ok","duration_ms":1}""", "event")]
    [InlineData("""{"event":"x","status":"OK","duration_ms":1}""", "status")]
    [InlineData("""{"event":"x","status":null,"duration_ms":1}""", "status")]
    [InlineData("""{"event":"x","status":"ok"}""", "duration_ms")]
    [InlineData("""{"event":"x","status":"ok","duration_ms":null}""", "duration_ms")]
    [InlineData("""{"event":"x","status":"ok","duration_ms":"1"}""", "duration_ms")]
    [InlineData("""{"event":"x","status":"ok","duration_ms":-0.5}""", "duration_ms")]
    [InlineData("""{"event":"x","status":"ok","duration_ms":1e400}""", "duration_ms")]
    [InlineData("""{"event":"x","status":"ok","duration_ms":1,"extension_id":5}""", "extension_id")]
    [InlineData("""{"event":"x","status":"error","duration_ms":1,"error_message":{}}""", "error_message")]
    [InlineData("""[{"event":"x","status":"ok","duration_ms":1},7]""", "1")]
    [InlineData("""[{"event":"x","status":"ok","duration_ms":1},{"event":"x","status":"no","duration_ms":1}]""", "1.status")]
    public void What_is_wrong_is_named(string body, string field)
    {
        var refused = Parse(body);

        Assert.False(refused.Succeeded);
        Assert.Contains(refused.Error.Details, detail => detail.Field == field);
    }

    [Fact]
    public void All_problems_are_named_at_once()
    {
        var refused = Parse("""{"event":"","status":"x","duration_ms":-1}""");

        Assert.Equal(["event", "status", "duration_ms"], refused.Error!.Details.Select(detail => detail.Field));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{} {}")]
    [InlineData("""{"event":"x","status":"ok","duration_ms":1,}""")]
    [InlineData("""{"event":"\ud800","status":"ok","duration_ms":1}""")]
    public void What_is_no_event_is_refused(string body)
    {
        var refused = Parse(body);

        Assert.False(refused.Succeeded);
        Assert.NotEmpty(refused.Error.Details);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_and_a_mark_at_the_start_is_not()
    {
        byte[] broken = [.. "{\"event\":\""u8, 0xFF, .. "\",\"status\":\"ok\",\"duration_ms\":1}"u8];
        Assert.False(ReadTelemetry.Parse(broken).Succeeded);

        Assert.True(Parse("\uFEFF{\"event\":\"x\",\"status\":\"ok\",\"duration_ms\":1}").Succeeded);
    }

    [Fact]
    public void Deep_nesting_is_refused_in_bounded_time() =>
        Assert.False(Parse("{\"metadata\":" + new string('[', 8_000) + new string(']', 8_000) + "}").Succeeded);

    [Fact]
    public void Long_durations_and_texts_are_cut()
    {
        var sent = Assert.Single(Parse($$"""
            {"event":"x","status":"error","duration_ms":1e12,"error_class":"{{new string('c', 900)}}","error_message":"{{new string('m', 9_000)}}"}
            """).Value);

        Assert.Equal((3_600_000d, 200, 2_000), (sent.Milliseconds, sent.ErrorClass.Length, sent.ErrorMessage.Length));
        Assert.Equal(1_000, ScrubError.Run(sent.ErrorClass, sent.ErrorMessage).Message.Length);
    }

    [Fact]
    public void An_array_has_at_most_500_events()
    {
        const string One = """{"event":"x","status":"ok","duration_ms":1}""";

        Assert.Equal(500, Parse($"[{string.Join(',', Enumerable.Repeat(One, 500))}]").Value.Count);
        Assert.Equal("too_many_events", Parse($"[{string.Join(',', Enumerable.Repeat(One, 501))}]").Error?.Code);
        Assert.Empty(Parse("[]").Value);
    }

    private static Kiket.Portal.Foundation.Result<IReadOnlyList<SentEvent>> Parse(string body) => ReadTelemetry.Parse(Encoding.UTF8.GetBytes(body));
}

/// <summary>A request as an SDK sent it.</summary>
public sealed record RecordedBody(string Sender, string Method, string Path, IReadOnlyDictionary<string, string> Headers, string BodyText);
