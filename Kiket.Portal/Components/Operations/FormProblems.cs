using Kiket.Portal.Foundation;

namespace Kiket.Portal.Components.Operations;

/// <summary>Finds the problem of a field in a refusal.</summary>
internal static class FormProblems
{
    public static string? At(this Error? problem, string field) => problem?.Details.FirstOrDefault(detail => detail.Field == field)?.Message;
}
