namespace Kiket.Portal.Checks.Sanity;

/// <summary>How a health endpoint answered, as far as it is told: a class, never the body.</summary>
public enum HealthClass
{
    Healthy,

    /// <summary>Another status than 200.</summary>
    Answered,
    CouldNotConnect,
    TookTooLong,

    /// <summary>Sent more than a health endpoint may.</summary>
    AnsweredTooMuch,

    /// <summary>No HTTP came back, or not over a valid certificate.</summary>
    AnsweredNonsense,

    /// <summary>Not called at all.</summary>
    NotCalled,
}

/// <param name="Status">The status, when there was one.</param>
/// <param name="Why">Why it was not called.</param>
public sealed record HealthAnswer(HealthClass Class, int? Status = null, string? Why = null)
{
    /// <summary>For people, as the end of a sentence.</summary>
    public string InWords => Class switch
    {
        HealthClass.Healthy => "healthy",
        HealthClass.Answered => $"answered {Status}",
        HealthClass.CouldNotConnect => "could not connect",
        HealthClass.TookTooLong => "took too long",
        HealthClass.AnsweredTooMuch => "answered more than 64 KiB",
        HealthClass.AnsweredNonsense => "answered without valid HTTPS",
        _ => $"not called: {Why}",
    };

    public static HealthAnswer NotCalled(string why) => new(HealthClass.NotCalled, Why: why);
}
