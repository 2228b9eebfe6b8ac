using System.Globalization;
using Kiket.Portal.Edge;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>Puts a failure into words that say what to change.</summary>
public static class FailureText
{
    /// <summary>The exit code of a program that was killed.</summary>
    private const int Killed = 137;

    /// <summary>Whether a failure means that the memory of its tier isn't enough.</summary>
    /// <param name="isFull">Whether the engine says so, or it had nearly all of its memory.</param>
    public static bool IsOutOfMemory(Failure failure, bool isFull) => isFull && failure is { Cause: FailureCause.Ended, ExitCode: Killed };

    /// <param name="isOutOfMemory">Whether the engine says so, or it had nearly all of its memory.</param>
    /// <param name="output">The end of what it printed.</param>
    public static string Of(Failure failure, Generation generation, bool isOutOfMemory, string output)
    {
        var text = failure.Cause switch
        {
            FailureCause.Ended when failure.ExitCode == Killed && isOutOfMemory =>
                string.Create(CultureInfo.InvariantCulture, $"It ran out of memory ({generation.MemoryMiB} MiB on {generation.Tier})."),
            FailureCause.Ended when failure.ExitCode == Killed =>
                string.Create(CultureInfo.InvariantCulture, $"It was killed, most likely out of memory ({generation.MemoryMiB} MiB on {generation.Tier})."),
            FailureCause.Ended when failure.ExitCode is { } code => string.Create(CultureInfo.InvariantCulture, $"It ended with exit code {code}."),
            FailureCause.Ended => "It ended.",
            FailureCause.Gone => "Its container was removed.",
            FailureCause.NotStarted => "The engine couldn't start it.",
            FailureCause.NotHealthyInTime => $"It wasn't healthy within {Generation.StartLimit.TotalSeconds} seconds. {HealthOf(failure.Health, generation)}",
            _ => HealthOf(failure.Health, generation),
        };
        return output.Contains("Read-only file system", StringComparison.OrdinalIgnoreCase) ? $"{text} Only /tmp can be written." : text;
    }

    /// <param name="problem">See <see cref="HealthResult"/>.</param>
    public static string HealthOf(string? problem, Generation generation) => problem switch
    {
        HealthResult.Refused => string.Create(CultureInfo.InvariantCulture, $"It does not listen on 0.0.0.0:$PORT (PORT is {generation.Port})."),
        HealthResult.Timeout or null => "It doesn't answer at /health.",
        _ when problem.StartsWith(HealthResult.Status, StringComparison.Ordinal) => $"It answers at /health with {problem[HealthResult.Status.Length..]}.",
        _ => "It can't be reached at /health.",
    };
}
