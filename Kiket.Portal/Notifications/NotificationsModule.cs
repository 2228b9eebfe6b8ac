namespace Kiket.Portal.Notifications;

public static class NotificationsModule
{
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SmtpOptions>()
            .Bind(configuration.GetSection(SmtpOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<NotificationTopic>();
        services.AddSingleton<NotifyPeople>();
        services.AddSingleton<NotificationQueries>();
        services.AddSingleton<MarkNotificationsRead>();
        services.AddSingleton<ChooseNotifications>();
        services.AddSingleton<IMailTransport, SmtpTransport>();
        services.AddSingleton<SecretMail>();
        services.AddSingleton<SendWaitingMail>();
        services.AddHostedService<MailSender>();
        return services;
    }
}
