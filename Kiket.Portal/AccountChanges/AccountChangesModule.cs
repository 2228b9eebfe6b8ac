using Kiket.Portal.Accounts;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.AccountChanges;

public static class AccountChangesModule
{
    public static IServiceCollection AddAccountChanges(this IServiceCollection services)
    {
        services.TryAddSingleton<RegistrationRule>();
        services.AddSingleton<RecordCredentialChange>();
        services.AddSingleton<EmailChangeQueries>();
        services.AddSingleton<RequestEmailChange>();
        services.AddSingleton<CancelEmailChange>();
        services.AddSingleton<ConfirmEmailChange>();
        services.AddSingleton<DeleteAccount>();
        services.AddSingleton<SignInMethodQueries>();
        services.AddScoped<EndSignInMethods>();
        return services;
    }
}
