using System.ComponentModel.DataAnnotations;
using Kiket.Portal.Accounts;

namespace Kiket.Portal.Components.Account;

/// <summary>The rule for people's names (<see cref="PersonName"/>) on a field of a form.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonNameAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        PersonName.Problem(value as string) is { } problem ? new ValidationResult(problem) : ValidationResult.Success;
}

/// <summary>The rule for addresses that the portal writes to (<see cref="EmailAddress"/>) on a field of a form.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MailableAddressAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        EmailAddress.Problem(value as string) is { } problem ? new ValidationResult(problem) : ValidationResult.Success;
}
