using System.Runtime.CompilerServices;
using Kiket.Portal.Containers;

namespace Kiket.Portal.Tests.Containers;

/// <summary>What a box prints, from an engine that may lose a line or not notice the end.</summary>
public sealed class BoxOutputTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 12, 12, 0, 0, TimeSpan.Zero);

    private readonly Printed _printed = new();

    [Fact]
    public async Task A_line_that_was_missed_comes_at_the_end_and_the_others_once()
    {
        await PrintAsync(Lines("one", "three"), Lines("one", "two", "three"));

        Assert.Equal(["one", "three", "two"], _printed.Texts);
    }

    [Fact]
    public async Task A_line_that_was_printed_twice_comes_twice()
    {
        await PrintAsync(Lines("again", "again"), Lines("again", "again"));

        Assert.Equal(["again", "again"], _printed.Texts);
    }

    [Fact]
    public async Task What_is_followed_without_end_is_given_up_and_read_from_the_record()
    {
        using var following = new CancellationTokenSource();
        var printing = PrintAsync(WithoutEndAsync("one", following.Token), Lines("one", "two"));

        await following.CancelAsync();
        await printing;

        Assert.Equal(["one", "two"], _printed.Texts);
    }

    [Fact]
    public async Task A_box_that_is_stopped_is_not_read_again()
    {
        using var stopped = new CancellationTokenSource();
        var printing = BoxOutput.PrintAsync(_ => WithoutEndAsync("one", stopped.Token), _printed, stopped.Token);

        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => printing);
    }

    private Task PrintAsync(IAsyncEnumerable<LogLine> followed, IAsyncEnumerable<LogLine> recorded) =>
        BoxOutput.PrintAsync(follow => follow ? followed : recorded, _printed, CancellationToken.None);

    private static IAsyncEnumerable<LogLine> Lines(params string[] texts) => texts.Select(text => new LogLine(Noon, false, text)).ToAsyncEnumerable();

    private static async IAsyncEnumerable<LogLine> WithoutEndAsync(string text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new LogLine(Noon, false, text);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private sealed class Printed : IProgress<LogLine>
    {
        public List<string> Texts { get; } = [];

        public void Report(LogLine value) => Texts.Add(value.Text);
    }
}
