using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Api;

/// <summary>The <c>Api:</c> settings.</summary>
public sealed class ApiOptions
{
    public const string Section = "Api";

    [ValidateObjectMembers]
    public ApiRateOptions RateLimits { get; set; } = new();

    [ValidateObjectMembers]
    public IdempotencyOptions Idempotency { get; set; } = new();
}

/// <summary>How often may be called: <c>Api:RateLimits:Token:PerMinute</c> and so on.</summary>
public sealed class ApiRateOptions
{
    /// <summary>All calls of one person for one organization, with whichever token.</summary>
    [ValidateObjectMembers]
    public RateOptions Token { get; set; } = new() { Burst = 600, PerMinute = 600 };

    /// <summary>Searches without a token and of pages, per address. Other public reads are not limited: they are cheap and cached.</summary>
    [ValidateObjectMembers]
    public RateOptions Search { get; set; } = new() { Burst = 60, PerMinute = 60 };

    /// <summary>Publishes that were accepted, per person and organization. Refused ones and dry runs count as calls alone.</summary>
    [ValidateObjectMembers]
    public RateOptions Publish { get; set; } = new() { Burst = 30, PerMinute = 1 };
}

/// <summary>
/// How much is stored of keyed requests, per person and organization: <c>Api:Idempotency:Requests</c> and so on. Over it the
/// oldest that were answered go.
/// </summary>
public sealed class IdempotencyOptions
{
    [Range(1, 1_000_000)]
    public int Requests { get; set; } = 1000;

    /// <summary>The longest response that is stored; of a longer one only the status is.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int LongestResponse { get; set; } = 256 * 1024;

    /// <summary>All stored responses together.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int AllResponses { get; set; } = 16 * 1024 * 1024;
}

/// <summary>A bucket: full at <see cref="Burst"/>, refilled evenly.</summary>
public sealed class RateOptions
{
    [Range(1, 1_000_000)]
    public int Burst { get; set; }

    [Range(1, 600_000)]
    public int PerMinute { get; set; }
}

[OptionsValidator]
internal sealed partial class ValidateApiOptions : IValidateOptions<ApiOptions>;
