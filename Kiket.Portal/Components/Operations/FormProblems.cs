using Kiket.Portal.Foundation;

namespace Kiket.Portal.Components.Operations;

/// <summary>Where the problems of a refusal belong.</summary>
internal static class FormProblems
{
    public static string? At(this Error? problem, string field) => problem?.Details.FirstOrDefault(detail => detail.Field == field)?.Message;

    /// <summary>For <c>aria-invalid</c>: absent where nothing is wrong.</summary>
    public static string? Invalid(this Error? problem, string field) => problem.At(field) is null ? null : "true";
}
