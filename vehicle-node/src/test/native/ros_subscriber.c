/*
 * Subscribes as a ROS 2 node would, with types that idlc generated, and prints what arrives:
 *   alert <microseconds UTC> <data>
 *   twist <microseconds UTC> <linear x y z> <angular x y z>
 * usage: ros_subscriber DOMAIN NAMESPACE_WITH_SLASH volatile|transient
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "dds/dds.h"
#include "ros.h"

static dds_entity_t reader(dds_entity_t participant, const dds_topic_descriptor_t *type, const char *prefix,
                           const char *path, int transient)
{
  char name[256];
  snprintf(name, sizeof name, "rt%s%s", prefix, path);
  dds_entity_t topic = dds_create_topic(participant, type, name, NULL, NULL);
  dds_qos_t *qos = dds_create_qos();
  dds_data_representation_id_t xcdr1 = DDS_DATA_REPRESENTATION_XCDR1;
  dds_qset_reliability(qos, DDS_RELIABILITY_RELIABLE, DDS_SECS(1));
  dds_qset_durability(qos, transient ? DDS_DURABILITY_TRANSIENT_LOCAL : DDS_DURABILITY_VOLATILE);
  dds_qset_history(qos, DDS_HISTORY_KEEP_LAST, 100);
  dds_qset_data_representation(qos, 1, &xcdr1);
  dds_entity_t made = dds_create_reader(participant, topic, qos, NULL);
  dds_delete_qos(qos);
  if (topic < 0 || made < 0) {
    fprintf(stderr, "cannot read %s: %s\n", name, dds_strretcode(-(topic < 0 ? topic : made)));
    exit(1);
  }
  return made;
}

int main(int argc, char **argv)
{
  if (argc != 4)
    return 2;
  int transient = strcmp(argv[3], "transient") == 0;
  dds_entity_t participant = dds_create_participant((dds_domainid_t)atoi(argv[1]), NULL, NULL);
  if (participant < 0) {
    fprintf(stderr, "no participant: %s\n", dds_strretcode(-participant));
    return 1;
  }
  dds_entity_t alerts =
      reader(participant, &std_msgs_msg_dds__String__desc, argv[2], "v2x/alert", transient);
  dds_entity_t twists = reader(participant, &geometry_msgs_msg_dds__Twist__desc, argv[2], "cmd_vel", 0);
  printf("listening\n");
  fflush(stdout);
  for (;;) {
    void *samples[1] = {NULL};
    dds_sample_info_t info;
    int some = 0;
    if (dds_take(alerts, samples, &info, 1, 1) > 0) {
      some = 1;
      if (info.valid_data)
        printf("alert %lld %s\n", (long long)(dds_time() / 1000), ((std_msgs_msg_dds__String_ *)samples[0])->data);
      else
        printf("alert-writer-gone\n");
      dds_return_loan(alerts, samples, 1);
    }
    samples[0] = NULL;
    if (dds_take(twists, samples, &info, 1, 1) > 0) {
      some = 1;
      if (info.valid_data) {
        geometry_msgs_msg_dds__Twist_ *t = samples[0];
        printf("twist %lld %g %g %g %g %g %g\n", (long long)(dds_time() / 1000), t->linear.x, t->linear.y,
               t->linear.z, t->angular.x, t->angular.y, t->angular.z);
      }
      dds_return_loan(twists, samples, 1);
    }
    if (some)
      fflush(stdout);
    else
      dds_sleepfor(DDS_MSECS(1));
  }
}
